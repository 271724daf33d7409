using Chainrule.Lab.Doctor;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Reports;

/// <summary>The page of a run, <c>report.html</c>: self-contained, without any request to anywhere, readable from a file and on
/// paper.</summary>
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

    /// <summary>How the layers fared during the training, and what to think of it; null where there is no diagnosis.</summary>
    public TrainingDiagnosis? Diagnosis { get; init; }

    /// <summary>Whether other numbers of threads gave the same weights; null where it was not tried.</summary>
    public Verification? Verification { get; init; }

    /// <summary>The page.</summary>
    public string ToHtml() => ReportPage.Write(this);
}
