namespace Chainrule.Lab.Studies;

/// <summary>How a study is run.</summary>
public sealed record StudyOptions
{
    /// <summary>The folder for the runs, <c>runs/study/part/arm/seed</c>, and for the files that the study prepares. What it holds already
    /// is taken, or continued.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder of published data sets.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Whether with fewer repeats and epochs.</summary>
    public bool Quick { get; init; }

    /// <summary>The parts to run, by name; all by default.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>The number of threads, and so of runs side by side; 0 is one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Keeps data for other studies.</summary>
    public Data.DataCache Cache { get; init; } = new();

    /// <summary>Receives the progress, several times a second and after every run.</summary>
    public IProgress<StudyProgress>? Progress { get; init; }

    /// <summary>Where the data is.</summary>
    internal Runs.RunAccess Access => new() { DataDirectory = DataDirectory, Cache = Cache };
}

/// <summary>How a study goes.</summary>
/// <param name="Study">Its name.</param>
/// <param name="Done">The runs that are done, those of earlier sessions included.</param>
/// <param name="Total">The runs in all.</param>
/// <param name="Active">The runs under way.</param>
/// <param name="Remaining">How long the rest will take, going by the runs so far; null where nothing is known yet.</param>
/// <param name="Finished">The run that was just finished, in words; null otherwise.</param>
public sealed record StudyProgress(string Study, int Done, int Total,
    IReadOnlyList<ActiveRun> Active, TimeSpan? Remaining, string? Finished = null);

/// <summary>A run under way.</summary>
/// <param name="Name">Part, arm and seed.</param>
/// <param name="Epoch">The epoch under way.</param>
/// <param name="Epochs">The epochs in all; 0 where it has just begun.</param>
/// <param name="Share">The share of the run that is done.</param>
public sealed record ActiveRun(string Name, int Epoch, int Epochs, double Share);
