using System.Text;
using System.Text.RegularExpressions;
using Chainrule.Kernels;

namespace Chainrule.Tests.Interchange;

/// <summary>Ways in which files get damaged.</summary>
internal static partial class Damage
{
    private static readonly string[] Numbers =
        ["0", "-1", "1", "2147483647", "2147483648", "4294967296", "9223372036854775807", "18446744073709551616", "1e99", "0.5", "null",
        "\"7\"", "[]", "{}"];

    private static readonly string[] Texts =
        ["null", "{}", "[]", "[null]", "\"\"", "true", "{", "}", "]", ",", "\\u0000", "\"\\ud800\"", "__metadata__", "dtype", "F99",
        "BOOL"];

    /// <summary>The text with one or a few things changed.</summary>
    public static string Of(string text, ref RandomStream random)
    {
        for (int times = random.Next(3) + 1; times > 0; times--)
        {
            int at = random.Next(text.Length + 1), length = Math.Min(random.Next(12), text.Length - at);
            MatchCollection found = random.Next(2) == 0 ? Number.Matches(text) : Value.Matches(text);
            switch (random.Next(5))
            {
                case 0 or 1 when found.Count > 0:
                    Match match = found[random.Next(found.Count)];
                    text = text[..match.Index] + Numbers[random.Next(Numbers.Length)] + text[(match.Index + match.Length)..];
                    break;
                case 2:
                    text = text[..at] + Texts[random.Next(Texts.Length)] + text[(at + length)..];
                    break;
                case 3:
                    text = text[..at] + text[(at + length)..];
                    break;
                default:
                    text = text[..at] + text.AsSpan(random.Next(text.Length + 1 - length), length).ToString() + text[at..];
                    break;
            }
        }
        return text;
    }

    /// <summary>The bytes with some of them changed, cut off or added.</summary>
    public static byte[] Of(byte[] bytes, ref RandomStream random)
    {
        List<byte> damaged = [.. bytes];
        for (int times = random.Next(4) + 1; times > 0 && damaged.Count > 0; times--)
        {
            int at = random.Next(damaged.Count);
            switch (random.Next(4))
            {
                case 0: damaged[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: damaged[random.Next(Math.Min(8, damaged.Count))] = (byte)random.Next(256); break;
                case 2: damaged.RemoveRange(at, random.Next(damaged.Count - at)); break;
                default: damaged.InsertRange(at, Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)])); break;
            }
        }
        return [.. damaged];
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number { get; }

    [GeneratedRegex("""(?<=:)("[^"]*"|\[[^\]]*\]|\{[^}]*\}|[^,}]+)""")]
    private static partial Regex Value { get; }
}
