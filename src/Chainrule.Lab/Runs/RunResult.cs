using Chainrule.Inspection;
using Chainrule.Lab.Recipes;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>A training that has just ended, with all that is known of it. Its files are written, but for the diagnosis and the page, which
/// are up to the caller.</summary>
public sealed record RunResult
{
    /// <summary>The run folder.</summary>
    public required RunFolder Folder { get; init; }

    /// <summary>The recipe with the text that it was read from.</summary>
    public required RecipeDocument Document { get; init; }

    /// <summary>The recipe.</summary>
    public Recipe Recipe => Document.Recipe;

    /// <summary>The text of the folder's <c>recipe.yaml</c>.</summary>
    public required string RecipeText { get; init; }

    /// <summary>What came of the training.</summary>
    public required RunSummary Summary { get; init; }

    /// <summary>The epochs, the first one first.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>The network with its final weights, and the data.</summary>
    public required RunModel Model { get; init; }

    /// <summary>How the layers fared during the training.</summary>
    public required RunStatistics Statistics { get; init; }

    /// <summary>What the network made of the samples of the test part (or the validation or the training part, where there is no other);
    /// null where nothing was measured, since the training was cancelled.</summary>
    public Examination? Examination { get; init; }

    /// <summary>The network beside guessing, on the training part first and on the part to judge by last; none where nothing was
    /// measured.</summary>
    internal IReadOnlyList<Baseline> Baselines { get; init; } = [];

    /// <summary>The same with findings in its summary, whose file is written again.</summary>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    internal RunResult WithFindings(IReadOnlyList<string> findings)
    {
        if (findings.Count == 0) return this;
        RunSummary summary = Summary with { Findings = findings };
        RunFolder.WriteText(Folder.Summary, summary.ToJson());
        return this with { Summary = summary };
    }
}

/// <summary>The statistics of a training.</summary>
/// <param name="Measurements">All statistics of layers and parameters, in the order of the steps.</param>
/// <param name="Samples">The samples that outputs of layers were measured on.</param>
/// <param name="Inputs">Their inputs.</param>
public sealed record RunStatistics(IReadOnlyList<Measurement> Measurements, int Samples, InputStatistics Inputs);
