using System.Diagnostics;
using System.Text;

namespace Chainrule.Cli.Tests;

/// <summary>The outcome of a command.</summary>
internal sealed record Outcome(int ExitCode, string Results, string Messages)
{
    public string All => Results + Messages;
}

/// <summary>A new folder, in which the tool runs as a process.</summary>
internal sealed class Workplace : IDisposable
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(100);

    // Another program than the one that is built with the tests, such as one that was compiled ahead of time.
    private static readonly string? published = Environment.GetEnvironmentVariable("CHAINRULE_TOOL");

    /// <summary>The words that call the tool.</summary>
    public static IReadOnlyList<string> Tool { get; } =
        published is null ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "Chainrule.Cli.dll")] : [published];

    public Workplace() => Folder = Directory.CreateTempSubdirectory("chainrule-").FullName;

    public string Folder { get; }

    /// <summary>A small recipe on the embedded digits that trains in a moment.</summary>
    public const string Small = """
        name: small
        data:
          digits:
            validation: 0.2
            scale: unit
        model:
          - flatten
          - linear: 16
          - relu
          - linear: 10
        loss: cross_entropy
        optimizer:
          adam: 0.01
        training:
          epochs: 3
          batch_size: 64
        metrics: [accuracy]
        """;

    public string this[string name] => Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return name;
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return name;
    }

    /// <summary>Writes the small recipe as recipe.yaml, with a text of it replaced.</summary>
    public string Recipe(string old = "", string replacement = "")
    {
        Assert.Contains(old, Small, StringComparison.Ordinal);
        return Write("recipe.yaml", old.Length == 0 ? Small : Small.Replace(old, replacement, StringComparison.Ordinal));
    }

    public Process Start(params string[] args)
    {
        ProcessStartInfo start = new(Tool[0], [.. Tool.Skip(1), .. args])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // The process that runs the tests may have this variable; each test sets the tool's data folder itself.
        start.Environment.Remove("CHAINRULE_DATA");
        foreach ((string name, string value) in Variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Environment variables for the tool.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public Outcome Run(params string[] args) => Finish(Start(args));

    public static Outcome Finish(Process process)
    {
        using (process)
        {
            Task<string> results = process.StandardOutput.ReadToEndAsync(), messages = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(limit))
            {
                process.Kill();
                Assert.Fail($"The command did not end within {limit}.");
            }
            return new(process.ExitCode, results.Result, messages.Result);
        }
    }

    public Outcome Succeeds(params string[] args)
    {
        Outcome outcome = Run(args);
        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', args)}: {outcome.ExitCode}\n{outcome.All}");
        return outcome;
    }

    /// <summary>Checks that a command ends with an exit code and one message with these words, and writes no file.</summary>
    public Outcome Refuses(int exitCode, string[] args, params string[] words)
    {
        string[] before = Files();
        Outcome outcome = Run(args);
        string said = $"{string.Join(' ', args)}: {outcome.ExitCode}\n{outcome.All}";
        Assert.True(outcome.ExitCode == exitCode, said);
        Assert.All(words, word => Assert.True(outcome.Messages.Contains(word, StringComparison.Ordinal), $"'{word}' is missing in {said}"));
        Assert.False(outcome.All.Contains("   at ", StringComparison.Ordinal), said);
        Assert.False(outcome.All.Contains("This should not have happened", StringComparison.Ordinal), said);
        Assert.Equal("", outcome.Results);
        Assert.Equal(before, Files());
        return outcome;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string[] Files() =>
        [.. Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
