[assembly: AssemblyFixture(typeof(Chainrule.Cli.Tests.TrainedRun))]

namespace Chainrule.Cli.Tests;

/// <summary>A run of the small recipe that many tests read and none changes.</summary>
public sealed class TrainedRun : IDisposable
{
    private readonly Workplace place = new();

    public TrainedRun()
    {
        place.Recipe();
        Training = place.Succeeds("train", "recipe.yaml", "--out", "run");
    }

    /// <summary>The run folder.</summary>
    public string Folder => place["run"];

    /// <summary>What the training printed.</summary>
    internal Outcome Training { get; }

    public string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>A copy of the run folder as <c>run</c> in another workplace.</summary>
    internal string CopyTo(Workplace other)
    {
        Directory.CreateDirectory(other["run"]);
        foreach (string file in Directory.GetFiles(Folder)) File.Copy(file, Path.Combine(other["run"], Path.GetFileName(file)));
        return "run";
    }

    public void Dispose() => place.Dispose();
}
