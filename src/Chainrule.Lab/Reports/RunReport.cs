using Chainrule.Inspection;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Training;

namespace Chainrule.Lab.Reports;

/// <summary>The page of a run, <c>report.html</c>: self-contained, without any request to anywhere, readable from a file and on paper.</summary>
public sealed record RunReport
{
    /// <summary>The recipe as run.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The text of <c>recipe.yaml</c>.</summary>
    public required string RecipeText { get; init; }

    /// <summary>What came of the run.</summary>
    public required RunSummary Summary { get; init; }

    /// <summary>The epochs, the first one first.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>The network in numbers.</summary>
    public required NetworkSummary Network { get; init; }

    /// <summary>What the network made of the samples of a part; null where nothing was measured.</summary>
    public Examination? Examination { get; init; }

    /// <summary>The network's decisions over the plane of its two inputs; null where it has more or less than two.</summary>
    public ScatterPlot? Surface { get; init; }

    /// <summary>The first layer's weights as pictures; null where inputs are no pictures, or another layer comes first.</summary>
    public ImageGrid? FirstWeights { get; init; }

    /// <summary>How the layers fared during the training, and what to think of it; null where nobody looked.</summary>
    public TrainingDiagnosis? Diagnosis { get; init; }

    /// <summary>Whether other numbers of threads gave the same weights; null where nobody tried.</summary>
    public ThreadVerification? Verification { get; init; }

    /// <summary>The page.</summary>
    public string ToHtml() => ReportPage.Write(this);
}

/// <summary>How the layers fared during a training: what it comes to in words, and the statistics over time.</summary>
/// <param name="Findings">Each a sentence or two; none where all went well.</param>
/// <param name="Plots">Statistics of the layers over time.</param>
public sealed record TrainingDiagnosis(IReadOnlyList<string> Findings, IReadOnlyList<Plot> Plots);

/// <summary>The same training on several numbers of threads.</summary>
/// <param name="Runs">Number of threads, and the SHA-256 of the weights that it ended with.</param>
public sealed record ThreadVerification(IReadOnlyList<(int Threads, string WeightsSha256)> Runs)
{
    /// <summary>Whether all ended with the same weights.</summary>
    public bool IsSame => Runs.Select(run => run.WeightsSha256).Distinct().Count() <= 1;
}
