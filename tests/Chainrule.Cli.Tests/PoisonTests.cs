using System.CommandLine;
using System.Diagnostics;
using Chainrule.Cli.Terminal;

namespace Chainrule.Cli.Tests;

/// <summary>Whatever is given where a path is expected, the tool ends soon, with one of its exit statuses and a message.</summary>
public sealed class PoisonTests : IDisposable
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(60);

    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task No_path_brings_the_tool_down()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes are recognised on Linux.");
        Prepare();
        // In each, what is in braces is a path.
        string[] commands =
        [
            "train {recipe.yaml} --out {} --data-dir {data} --quiet", "evaluate {run} --data {recipe.yaml} --data-dir {data}",
            "predict {run} --input {x.csv} --output {y.csv}", "export {run} --output {model.onnx}",
            "describe {recipe.yaml} --data-dir {data}", "gradcheck {recipe.yaml} --data-dir {data}",
            "verify {recipe.yaml} --threads 1 --out {} --data-dir {data} --quiet",
            "study {studies/study.yaml} --out {} --data-dir {data} --quiet", "lab --studies {studies} --out {} --data-dir {data} --quiet",
            "data show {recipe.yaml} --output {sheet.png} --data-dir {data}", "data list --data-dir {data}", "info --data-dir {data}",
        ];
        Assert.Equal(PathsOf(Tool.Root(Output.To(TextWriter.Null, TextWriter.Null)), "").Order(),
            commands.SelectMany(command => command.Split(' ').Where((word, i) => word[0] == '{')
                .Select((_, i) => $"{Name(command)} {i}")).Order());
        int tried = 0;
        foreach (string command in commands)
            for (int i = 0; i < command.Count(letter => letter == '{'); i++)
                foreach (string poison in Poisons)
                {
                    await Try(command, i, poison);
                    tried++;
                }
        Assert.InRange(tried, 300, 1000);
    }

    private string[] Poisons =>
    [
        "", "  ", "a\0b", new string('a', 5000), place[new string('b', 300)], "\ud800", place["none/none"], place["data"], place["data/.."],
        "/dev/zero", "/dev/null", "/proc/self/mem", place["pipe"], place["pipe/below"], place["nowhere"], place["zero"], place["binary"],
        place["loop/loop"],
    ];

    private void Prepare()
    {
        place.Recipe("epochs: 3", "epochs: 1");
        place.Succeeds("train", "recipe.yaml", "--out", "run", "--quiet");
        place.Write("x.csv", string.Join(',', Enumerable.Repeat("0", 64)) + "\n");
        place.Write("binary", [0x1F, 0x8B, 0, 255, 254, 7, 0, 0]);
        Directory.CreateDirectory(place["data"]);
        Directory.CreateDirectory(place["studies"]);
        place.Write("studies/study.yaml", "name: one\nbase: ../recipe.yaml\nrepeat: 1\n");
        File.CreateSymbolicLink(place["nowhere"], place["none"]);
        File.CreateSymbolicLink(place["zero"], "/dev/zero");
        File.CreateSymbolicLink(place["loop"], place["loop"]);
        using Process make = Process.Start("mkfifo", place["pipe"]);
        make.WaitForExit();
    }

    private async Task Try(string command, int path, string poison)
    {
        int at = -1;
        string[] words = [.. command.Split(' ').Select(word => word[0] != '{' ? word
            : ++at == path ? poison : place[word is "{}" ? $"new-{Guid.NewGuid():N}" : word.Trim('{', '}')])];
        using StringWriter results = new(), messages = new();
        string what = $"{string.Join(' ', words)} with '{(poison.Length > 100 ? poison[..100] + "…" : poison)}'";
        int code = await Tool.RunAsync(words, Output.To(results, messages), CancellationToken.None).WaitAsync(limit);
        string said = messages.ToString();
        Assert.True(code is 0 or 2 or 3, $"{what}: {code}\n{said}");
        Assert.True(code == 0 || said.Length > 0, $"{what}: nothing is said");
        foreach (string word in (string[])["should not have happened", "   at "])
            Assert.False(said.Contains(word, StringComparison.Ordinal), $"{what}:\n{said}");
    }

    private static string Name(string command) => string.Join(' ', command.Split(' ').TakeWhile(word => word[0] is not ('{' or '-')));

    /// <summary>The paths that commands take, by name and number, but for a download, which needs a network.</summary>
    private static IEnumerable<string> PathsOf(Command command, string name)
    {
        foreach (Command inner in command.Subcommands)
            if (inner.Name != "fetch")
                foreach (string path in PathsOf(inner, $"{name} {inner.Name}".Trim())) yield return path;
        int paths = command.Arguments.Count(argument => argument.Name is "RECIPE" or "RUN" or "STUDY" || command.Name == "show")
            + command.Options.Count(option => option.HelpName is "FILE" or "DIR" or "RECIPE");
        for (int i = 0; i < paths; i++) yield return $"{name} {i}";
    }
}
