using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace Chainrule.Lab.Tests.Fuzz;

/// <summary>Changes files where it hurts: lengths, counts and numbers, words of the format, pieces of other files, and single
/// bits.</summary>
internal static partial class Mutation
{
    private static readonly string[] numbers =
        ["0", "-1", "1", "7", "255", "65536", "2147483647", "2147483648", "4294967295", "9223372036854775807", "18446744073709551616",
            "1e99", "-1e-99", "0.5", "1e999999999", "NaN", "Infinity", "null", "\"7\"", "[]", "{}"];

    private static readonly long[] lengths =
    [
        0, 1, -1, 2, 7, 8, 127, 128, 255, 256, 32767, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 40, long.MaxValue,
        long.MinValue,
    ];

    /// <summary>One to four changes.</summary>
    /// <param name="files">Files of the format; the mutant begins as one of them.</param>
    /// <param name="words">What the format is made of.</param>
    /// <param name="random">Decides.</param>
    public static byte[] Of(byte[][] files, byte[][] words, Random random)
    {
        List<byte> bytes = [.. files[random.Next(files.Length)]];
        for (int change = random.Next(4); change >= 0; change--)
        {
            if (bytes.Count == 0) bytes.AddRange(words[random.Next(words.Length)]);
            // Headers are short and decide what is read of the rest.
            int at = random.Next(random.Next(3) == 0 ? bytes.Count : Math.Min(bytes.Count, 64)),
                length = Math.Min(1 + random.Next(12), bytes.Count - at);
            switch (random.Next(11))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
                case 5: bytes.InsertRange(at, words[random.Next(words.Length)]); break;
                case 6:
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(at, words[random.Next(words.Length)]);
                    break;
                case 7: Overwrite(bytes, at, random); break;
                case 8: ReplaceNumber(bytes, random); break;
                case 9:
                    byte[] other = files[random.Next(files.Length)];
                    int from = random.Next(other.Length + 1);
                    bytes.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(200))]);
                    break;
                default:
                    byte[] word = words[random.Next(words.Length)];
                    bytes.InsertRange(at, Enumerable.Repeat(word, random.Next(1, 40)).SelectMany(repeated => repeated));
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Sets a number of two, four or eight bytes, in either order.</summary>
    private static void Overwrite(List<byte> bytes, int at, Random random)
    {
        Span<byte> number = stackalloc byte[8];
        long value = lengths[random.Next(lengths.Length)];
        int width = 2 << random.Next(3);
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        number = number[..width];
        if (random.Next(2) == 0) number.Reverse();
        for (int i = 0; i < width && at + i < bytes.Count; i++) bytes[at + i] = number[i];
    }

    /// <summary>Puts another number in the place of one that is spelled out.</summary>
    private static void ReplaceNumber(List<byte> bytes, Random random)
    {
        string text = Encoding.Latin1.GetString([.. bytes]);
        MatchCollection found = Number.Matches(text);
        if (found.Count == 0) return;
        Match match = found[random.Next(found.Count)];
        bytes.RemoveRange(match.Index, match.Length);
        bytes.InsertRange(match.Index, Encoding.UTF8.GetBytes(numbers[random.Next(numbers.Length)]));
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?([eE][+-]?\d+)?")]
    private static partial Regex Number { get; }
}
