using System.Text.Json.Nodes;

namespace Chainrule.Cli.Tests;

/// <summary>Reads the files of run folders.</summary>
internal static class Runs
{
    public static JsonObject Summary(string folder) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "summary.json")))!.AsObject();

    public static string Hash(string folder) => (string)Summary(folder)["weights_sha256"]!;

    /// <summary>The history but for the seconds, which differ from run to run.</summary>
    public static string[] History(string folder) =>
        [.. File.ReadAllLines(Path.Combine(folder, "history.csv"))
            .Select(line => string.Join(',', line.Split(',').Where((_, column) => column != 2)))];

    /// <summary>Checks that two runs have the same weights and the same history.</summary>
    public static void AssertSame(string expected, string actual)
    {
        Assert.Equal(History(expected), History(actual));
        Assert.Equal(Hash(expected), Hash(actual));
        Assert.Equal($"{Summary(expected)["best"]}", $"{Summary(actual)["best"]}");
        Assert.Empty(Directory.GetFiles(actual, "*.tmp"));
    }
}
