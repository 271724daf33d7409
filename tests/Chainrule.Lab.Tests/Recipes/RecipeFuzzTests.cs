using System.Diagnostics;
using System.Text;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;

namespace Chainrule.Lab.Tests.Recipes;

/// <summary>Recipes spoiled in every way that text can be: only <see cref="DocumentException"/> may come of it, and soon.</summary>
public class RecipeFuzzTests
{
    private static readonly string[] tokens =
    [
        ":", ": ", "-", "- ", "[", "]", "{", "}", ",", "\n", "\n  ", "\t", "#", "&a ", "*a", "*a\n", "!", "!!int ", "!!str ", "!!map ", "|",
        ">", "|+9\n", "\"", "'", "\\", "\"\\x", "\"\\u12",
        "?", "? ", "%", "%YAML 1.1\n", "---\n", "...\n", "<<: ", "~", "null", "true", ".inf", "-.inf", ".nan", "0x", "0xFFFFFFFFFFFFFFFFFF",
        "0o777777777777777777777777777",
        "1e999999999", "-1e-999999999", "1e", "9999999999999999999999999999999999999999999", "-9223372036854775809", "18446744073709551616",
        "2147483648", "0.1e+0",
        "type", "type: ", "type: linear", "linear", "residual: ", "[[[[[[[[", "{a: {a: {a: ", "- - - - ", "\0", "\u0085", "\u2028",
        "\uFEFF", "😀", "\uD800", "\r", "\r\n", "@", "`", "=", "name: x\n",
    ];

    [Fact]
    public void Only_recipe_errors_come_of_spoiled_recipes()
    {
        string[] seeds = [.. Samples.Files.Select(File.ReadAllText), Samples.Small,
            .. Samples.Files.Select(file => RecipeWriter.ToYaml(RecipeReader.Read(file).Recipe))];
        Random random = new(12345);
        Stopwatch slowest = new();
        TimeSpan worst = TimeSpan.Zero;
        int sound = 0;
        for (int i = 0; i < 20_000; i++)
        {
            StringBuilder text = new(seeds[random.Next(seeds.Length)]);
            for (int edits = random.Next(1, 5); edits > 0; edits--) Spoil(text, random, seeds);
            slowest.Restart();
            sound += Survives(text.ToString()) ? 1 : 0;
            worst = slowest.Elapsed > worst ? slowest.Elapsed : worst;
        }
        Assert.InRange(sound, 100, 19_000);
        Assert.True(worst < TimeSpan.FromSeconds(60), $"One recipe took {worst}.");
    }

    [Fact]
    public void Only_recipe_errors_come_of_bytes()
    {
        string path = Path.Combine(Path.GetTempPath(), $"chainrule-{Path.GetRandomFileName()}.yaml");
        Random random = new(54321);
        try
        {
            for (int i = 0; i < 1000; i++)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(File.ReadAllText(Samples.Files[random.Next(Samples.Files.Count)]));
                for (int edits = random.Next(1, 20); edits > 0; edits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                File.WriteAllBytes(path, bytes);
                try
                {
                    RecipeReader.Read(path);
                }
                catch (DocumentException)
                {
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Only_recipe_errors_come_of_spoiled_arguments()
    {
        Random random = new(777);
        string[] keys = [.. RecipeVocabulary.Recipe.Members.Select(member => member.Name), "0", "1", "-1", "99999999999", "units", "type",
            "linear", "", " ", "epochs", "initializer", "std", "layers", "learning_rate"];
        for (int i = 0; i < 10_000; i++)
        {
            StringBuilder argument =
                new(string.Join('.', Enumerable.Range(0, random.Next(1, 5)).Select(_ => keys[random.Next(keys.Length)])));
            argument.Append('=').Append(tokens[random.Next(tokens.Length)])
                .Append(random.Next(3) == 0 ? tokens[random.Next(tokens.Length)] : "");
            Survives(Samples.Small, argument.ToString());
        }
    }

    [Theory]
    [InlineData("[", 1_000_000)]
    [InlineData("{a: ", 250_000)]
    [InlineData("- ", 500_000)]
    [InlineData("? ", 500_000)]
    [InlineData("a: ", 300_000)]
    [InlineData("a:\n", 300_000)]
    [InlineData("&a ", 300_000)]
    [InlineData("!", 1_000_000)]
    [InlineData("\"", 1_000_000)]
    [InlineData("'", 1_000_000)]
    [InlineData("*a ", 300_000)]
    [InlineData("#", 1_000_000)]
    [InlineData(" ", 1_000_000)]
    [InlineData("\n", 1_000_000)]
    [InlineData("%", 1_000_000)]
    [InlineData("a", 1_000_000)]
    [InlineData("9", 1_000_000)]
    [InlineData("[a, ", 250_000)]
    [InlineData("a\n", 500_000)]
    [InlineData("\\", 1_000_000)]
    [InlineData("---\n", 250_000)]
    public void Long_repetitions_are_answered_soon(string text, int times)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Survives("seed: " + string.Concat(Enumerable.Repeat(text, times)));
        Survives(string.Concat(Enumerable.Repeat(text, times)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void Many_keys_and_many_items_are_answered_soon()
    {
        Stopwatch watch = Stopwatch.StartNew();
        Survives(string.Concat(Enumerable.Range(0, 49_000).Select(i => $"mode{i}: {i}\n")));
        Survives($"model: [{string.Join(", ", Enumerable.Repeat("linaer", 99_000))}]");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"It took {watch.Elapsed}.");
    }

    private static bool Survives(string yaml, params string[] overrides)
    {
        try
        {
            RecipeReader.Parse(yaml, "r.yaml", overrides);
            return true;
        }
        catch (DocumentException error)
        {
            Assert.NotEmpty(error.Message);
            return false;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Assert.Fail($"{error.GetType().Name} came of this recipe {string.Join(' ', overrides)}:\n"
                + $"{(yaml.Length > 3000 ? yaml[..3000] : yaml)}\n{error}");
            throw;
        }
    }

    private static void Spoil(StringBuilder text, Random random, string[] seeds)
    {
        int at = random.Next(text.Length + 1), length = Math.Min(random.Next(1, 40), text.Length - at);
        string token = tokens[random.Next(tokens.Length)];
        switch (random.Next(10))
        {
            case 0: text.Remove(at, length); break;
            case 1: text.Insert(at, token); break;
            case 2: text.Remove(at, length).Insert(at, token); break;
            case 3: text.Insert(at, text.ToString(at, length)); break;
            case 4: text.Insert(at, string.Concat(Enumerable.Repeat(token, random.Next(1, 200)))); break;
            case 5: EditLine(text, random, (lines, i) => lines.RemoveAt(i)); break;
            case 6: EditLine(text, random, (lines, i) => lines.Insert(random.Next(lines.Count), lines[i])); break;
            case 7: EditLine(text, random, (lines, i) => lines[i] = new string(' ', random.Next(8)) + lines[i].TrimStart()); break;
            case 8:
                EditLine(text, random, (lines, i) =>
                    lines[i] = lines[i][..(lines[i].IndexOf(':', StringComparison.Ordinal) + 1)] + " " + token);
                break;
            default:
                string other = seeds[random.Next(seeds.Length)];
                int from = random.Next(other.Length);
                text.Insert(at, other.AsSpan(from, Math.Min(random.Next(200), other.Length - from)));
                break;
        }
    }

    private static void EditLine(StringBuilder text, Random random, Action<List<string>, int> edit)
    {
        List<string> lines = [.. text.ToString().Split('\n')];
        edit(lines, random.Next(lines.Count));
        text.Clear().Append(string.Join('\n', lines));
    }
}
