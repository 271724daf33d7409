using System.ComponentModel;
using System.Text.Json.Serialization;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>The description of something to be drawn, or listed, from the runs of a part. A figure is one file: a record derived from this
/// one, and its line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(CurvesFigure), "curves")]
[JsonDerivedType(typeof(BarsFigure), "bars")]
[JsonDerivedType(typeof(SamplesFigure), "samples")]
[JsonDerivedType(typeof(PredictionsFigure), "predictions")]
[JsonDerivedType(typeof(SurfaceFigure), "surface")]
[JsonDerivedType(typeof(ActivationsFigure), "activations")]
[JsonDerivedType(typeof(SaturationFigure), "saturation")]
[JsonDerivedType(typeof(ConfusionFigure), "confusion")]
[JsonDerivedType(typeof(MistakesFigure), "mistakes")]
[JsonDerivedType(typeof(WeightsFigure), "weights")]
[JsonDerivedType(typeof(NetworkFigure), "network")]
[JsonDerivedType(typeof(EpochsFigure), "epochs")]
public abstract record Figure : Spec
{
    /// <summary>The arms that are drawn: those with all these labels; all arms by default.</summary>
    [Description("The arms that are drawn: those with all these names of values; all arms by default.")]
    public IReadOnlyList<string> Among { get; init; } = [];

    /// <summary>What makes no sense for the runs of a part: keys with what is wrong, as sentences.</summary>
    public virtual IEnumerable<(string Key, string Problem)> Problems(PartPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string? unknown = Among.FirstOrDefault(label => !plan.Labels.Contains(label));
        if (unknown is not null)
            yield return (
                "among",
                    $"no axis has a value called '{DocumentProblem.Shorten(unknown)}'{DidYouMean.Remedy(unknown, "names", plan.Labels)}");
        else if (plan.Among(Among).Count == 0)
            yield return ("among", $"no arm is called {string.Join(", ", Among.Select(label => $"'{label}'"))} at once.");
    }

    /// <summary>Draws it.</summary>
    public abstract IEnumerable<Block> Draw(PartResults results);

    /// <summary>The label of an arm without the names that all drawn arms have in common.</summary>
    protected string Short(Arm arm)
    {
        ArgumentNullException.ThrowIfNull(arm);
        string[] rest = [.. arm.Labels.Where(label => !Among.Contains(label))];
        return rest.Length > 0 ? string.Join(", ", rest) : arm.Label;
    }

    /// <summary>What all drawn arms have in common, for titles: <c> (xor)</c>.</summary>
    protected string Common => Among.Count > 0 ? $" ({string.Join(", ", Among)})" : "";

    /// <summary>A name for a file.</summary>
    protected string FileName(string kind, string? detail = null) =>
        string.Concat(string.Join('-', ((string?[])[kind, detail, .. Among]).OfType<string>().Where(word => word.Length > 0))
            .Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-')).ToLowerInvariant();

    /// <summary>What values and their bands or whiskers stand for, in words.</summary>
    /// <param name="drawn">What is drawn, with the runs that have a value, of all runs of the arm.</param>
    /// <param name="what">What shows the spread.</param>
    protected static string SpreadOver(IReadOnlyList<(string Name, int Runs, int Of)> drawn, string what = "band")
    {
        ArgumentNullException.ThrowIfNull(drawn);
        int most = drawn.Max(one => one.Of);
        if (most == 1) return "one run";
        string[] fewer = [.. drawn.Where(one => one.Runs < most)
            .Select(one => $"{one.Name} over {one.Runs}{(one.Runs == 1 ? $", without {what}" : "")}")];
        string but = fewer.Length > 0 ? $" (but {string.Join("; ", fewer)})" : "";
        return $"mean over {most} seeds{but}; the {what} is ± one standard deviation";
    }

    /// <summary>A name in a legend or below a bar, with how many runs it stands for where some have no value.</summary>
    protected static string Counted(string name, int runs, int of) => runs < of ? $"{name} ({runs} of {of} runs)" : name;
}

/// <summary>A figure of a measure.</summary>
/// <param name="Measure">The measure, such as <c>train_loss</c>.</param>
public abstract record MeasureFigure([property: Description("The measure, such as train_loss.")] string Measure) : Figure
{
    /// <summary>Whether the axis of the measure is logarithmic.</summary>
    [Description("Whether the axis of the measure is logarithmic.")]
    public bool Log { get; init; }
}

/// <summary>A figure of single runs: of every drawn arm the one with a certain seed.</summary>
public abstract record RunFigure : Figure
{
    /// <summary>The seed of the run; 1 by default.</summary>
    [Description("The seed of the run."), Bounds(From = 1)]
    public int Seed { get; init; } = 1;

    /// <inheritdoc/>
    public override IEnumerable<Block> Draw(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return results.Among(Among).SelectMany(arm => Draw(arm.Runs[Math.Min(Seed, arm.Runs.Count) - 1]));
    }

    /// <summary>Draws one run.</summary>
    protected abstract IEnumerable<Block> Draw(StudyRun run);

    /// <summary>Which run a picture shows, for captions.</summary>
    protected static string Which(StudyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return $"{run.Arm.Label}, seed {run.Seed}";
    }
}
