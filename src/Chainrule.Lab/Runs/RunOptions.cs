using Chainrule.Lab.Data;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>How a recipe is run.</summary>
public sealed record RunOptions
{
    /// <summary>The folder for the run's files.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder that was chosen, where <see cref="Folder"/> is within it: the folders between them may not be links.</summary>
    public string? Within { get; init; }

    /// <summary>Called with the result while no other process may write into the folder: what else belongs there, such as the page, is
    /// written here. Returns the summary, which may have changed.</summary>
    public Func<RunResult, RunSummary>? Finish { get; init; }

    /// <summary>The folder of published data sets; by default where the tool puts them.</summary>
    public string DataDirectory { get; init; } = DataCatalog.DefaultDirectory;

    /// <summary>Whether to continue what the folder holds.</summary>
    public bool Resume { get; init; }

    /// <summary>The number of threads; 0 is one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Keeps the data for other runs; nothing is kept by default.</summary>
    public DataCache? Cache { get; init; }

    /// <summary>Receives the progress of the training.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Receives what looks wrong, one warning after the other, before the training begins.</summary>
    public IProgress<string>? Warnings { get; init; }

    /// <summary>Where the data is.</summary>
    internal RunAccess Access => new() { DataDirectory = DataDirectory, Cache = Cache };
}
