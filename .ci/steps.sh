# What .ci/run and .ci/long have in common; they read it. The caller has said where the root of the project is.
data=${CHAINRULE_DATA:-$root/../shared/data}
[ -d "$data/mnist" ] && CHAINRULE_DATA=$(cd "$data" && pwd) && export CHAINRULE_DATA
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CI=true

install() { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; }

# What links a program that is compiled ahead of time.
command -v clang > /dev/null || command -v gcc > /dev/null || install clang
[ -e /usr/include/zlib.h ] || install zlib1g-dev

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

step() { # name, command...
  local name=$1
  shift
  echo "== $name"
  if "$@"; then passed=$((passed + 1)); else echo "FAILED: $name"; failed=$((failed + 1)); fi
}

# The first command of the README that begins with some words: the gate runs what the README tells users to run.
readme() { grep -E "^(\\$ )?$1" README.md | head -n 1 | sed 's/^\$ //'; }

# Runs a command and counts the tests that it ran.
counted() { # command...
  local log=$work/tests.log total test_failed test_passed test_skipped
  "$@" 2>&1 | tee "$log"
  local status=${PIPESTATUS[0]}
  total=$(sed -nE 's/^ *total: ([0-9]+)$/\1/p' "$log" | tail -n 1)
  test_failed=$(sed -nE 's/^ *failed: ([0-9]+)$/\1/p' "$log" | tail -n 1)
  test_passed=$(sed -nE 's/^ *succeeded: ([0-9]+)$/\1/p' "$log" | tail -n 1)
  test_skipped=$(sed -nE 's/^ *skipped: ([0-9]+)$/\1/p' "$log" | tail -n 1)
  [ -n "$total" ] && [ "$total" -gt 0 ] || { echo "no test ran"; return 1; }
  passed=$((passed + test_passed))
  failed=$((failed + test_failed))
  [ "$test_skipped" -eq 0 ] || { echo "$test_skipped tests were skipped; the gate skips none"; return 1; }
  return "$status"
}

# A clean clone, in which all steps run.
clone() { git clone --quiet "$root" "$work/clone" && cd "$work/clone" || { echo "0 passed, 1 failed"; exit 1; }; }

# The tool compiled ahead of time, as docs/publishing.md says: without a warning, in programs of at most 30 MB.
ahead_of_time() {
  local command
  command=$(grep -E '^dotnet publish .*-p:PublishAot=true' docs/publishing.md | head -n 1)
  [ -n "$command" ] || { echo "docs/publishing.md names no command"; return 1; }
  eval "${command/FOLDER/$work/ahead} --nologo -v quiet" || return 1
  [ -z "$(find "$work/ahead" -type f -size +29296k)" ] || { echo "a file is larger than 30 MB"; return 1; }
}

# The weights that a training came to, by what the tool printed.
weights() { sed -nE 's/^weights +([0-9a-f]{64})$/\1/p' "$1" | tail -n 1; }

# The last line, and whether nothing failed.
finish() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
