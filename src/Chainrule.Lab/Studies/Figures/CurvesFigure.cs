using System.ComponentModel;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>A measure over the epochs: for every arm the mean over its runs, with a band of ± one standard deviation. Where some runs ended
/// earlier than others, the caption says how many and when: beyond, mean and band are those of the rest.</summary>
[Description("A measure over the epochs: for every arm the mean over its runs, with a band of one standard deviation.")]
public sealed record CurvesFigure(string Measure) : MeasureFigure(Measure)
{
    /// <summary>The most points of a curve; where there are more epochs, some of them are drawn.</summary>
    private const int MostPoints = 150;

    /// <summary>A second measure in the same plot, dashed.</summary>
    [Description("A second measure in the same plot, dashed, such as validation_loss.")]
    public string? With { get; init; }

    /// <summary>Whether the axis of the epochs is logarithmic.</summary>
    [Description("Whether the axis of the epochs is logarithmic.")]
    public bool LogEpochs { get; init; }

    /// <summary>The last epoch that is drawn; all by default.</summary>
    [Description("The last epoch that is drawn; all by default."), Bounds(From = 2)]
    public int? Epochs { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Problem)> Problems(PartPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach ((string, string) problem in base.Problems(plan)) yield return problem;
        if (Measures.Problem(Measure, plan.Arms, ofHistory: true) is { } first) yield return ("measure", first);
        if (With is not null && Measures.Problem(With, plan.Arms, ofHistory: true) is { } second) yield return ("with", second);
    }

    /// <inheritdoc/>
    public override IEnumerable<Block> Draw(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        IReadOnlyList<ArmResults> arms = results.Among(Among);
        List<LineSeries> series = [];
        List<(string Name, int Runs, int Of)> drawn = [];
        List<string> unmeasured = [];
        foreach (ArmResults arm in arms)
            foreach (string measure in With is null ? (string[])[Measure] : [Measure, With])
            {
                string name = Name(arm, measure, arms.Count);
                if (Series(arm, measure) is { } line)
                {
                    int runs = line.Runs!.Max();
                    series.Add(line with { Name = Counted(name, runs, arm.Runs.Count), Dashed = measure == With });
                    drawn.Add((name, runs, arm.Runs.Count));
                }
                else if (Last(arm) > 0) unmeasured.Add(name);
            }
        string[] ended = [.. arms.Select(Ended).OfType<string>()],
            none = [.. arms.Where(arm => Last(arm) == 0).Select(arm => Short(arm.Arm))];
        string without = (none.Length > 0 ? $" Not drawn, since no run completed an epoch: {string.Join("; ", none)}." : "")
            + (unmeasured.Count > 0 ? $" Not drawn, since no run was measured: {string.Join("; ", unmeasured)}." : "");
        if (series.Count == 0)
        {
            yield return new Paragraph(unmeasured.Count > 0 ? $"There is no curve of {Measures.Words(Measure)}.{without}"
                : $"No epoch was completed, so that there is no curve of {Measures.Words(Measure)}.")
            { Kind = ParagraphKind.Remark };
            yield break;
        }
        string fewer = ended.Length > 0
            ? $" Some runs ended earlier than others: {string.Join("; ", ended)}. Beyond, mean and band are those of the rest." : "";
        string words = Measures.Words(Measure), title = words + (With is null ? "" : $" and {Measures.Words(With)}") + Common;
        yield return new Picture(new LinePlot
        {
            Title = char.ToUpperInvariant(title[0]) + title[1..],
            X = new Axis { Label = "epoch", Log = LogEpochs },
            Y = new Axis { Label = words, Log = Log },
            Series = series,
        }, FileName("curves", Measure),
            $"{char.ToUpperInvariant(title[0])}{title[1..]} by epoch: {SpreadOver(drawn)}.{fewer}{without}");
    }

    /// <summary>The name of a curve: what tells it from the others.</summary>
    private string Name(ArmResults arm, string measure, int arms) => With is null ? Short(arm.Arm)
        : arms == 1 ? Measures.Words(measure) : $"{Short(arm.Arm)}, {Measures.Words(measure)}";

    /// <summary>Which runs of an arm end before its curve does, in words; null where none does.</summary>
    private string? Ended(ArmResults arm)
    {
        int last = Last(arm);
        StudyRun[] early = [.. arm.Runs.Where(run => run.History.Epochs.Count < last)];
        if (early.Length == 0) return null;
        int[] epochs = [.. early.Select(run => run.History.Epochs.Count).Order()];
        int diverged = early.Count(run => run.Diverged);
        string why = diverged == 0 ? "" : diverged == early.Length ? ", diverged" : $", {diverged} of them diverged";
        return $"{Short(arm.Arm)}, {early.Length} of {arm.Runs.Count} after "
            + $"{(epochs[^1] > epochs[0] ? $"epochs {epochs[0]} to {epochs[^1]}" : $"epoch {epochs[0]}")}{why}";
    }

    /// <summary>The last epoch that is drawn of an arm.</summary>
    private int Last(ArmResults arm) => Math.Min(arm.Runs.Max(run => run.History.Epochs.Count), Epochs ?? int.MaxValue);

    private LineSeries? Series(ArmResults arm, string measure)
    {
        List<double> x = [], y = [], low = [], high = [];
        List<int> runs = [];
        foreach (int epoch in Points(Last(arm)))
        {
            double[] values = [.. arm.Runs.Select(run => run.History.At(measure, epoch)).Where(double.IsFinite)];
            if (values.Length == 0) continue;
            double mean = Statistics.Mean(values), deviation = Statistics.StandardDeviation(values);
            x.Add(epoch);
            y.Add(mean);
            runs.Add(values.Length);
            // A logarithmic axis has no place for what is not positive; there the band ends at the lowest run.
            low.Add(Log && mean <= deviation ? values.Min() : Measures.IsShare(measure) ? Math.Max(mean - deviation, 0) : mean - deviation);
            high.Add(Measures.IsShare(measure) ? Math.Min(mean + deviation, 1) : mean + deviation);
        }
        return x.Count == 0
            ? null : new LineSeries(measure, x, y) { Low = runs.Max() > 1 ? low : null, High = runs.Max() > 1 ? high : null, Runs = runs };
    }

    private IEnumerable<int> Points(int last)
    {
        if (last <= MostPoints) return Enumerable.Range(1, last);
        return Enumerable.Range(0, MostPoints).Select(i => (double)i / (MostPoints - 1))
            .Select(share => LogEpochs ? (int)Math.Round(Math.Pow(last, share)) : 1 + (int)Math.Round(share * (last - 1))).Distinct();
    }
}
