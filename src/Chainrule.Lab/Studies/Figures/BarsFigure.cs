using System.ComponentModel;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>A measure for every arm, as bars with whiskers of ± one standard deviation; runs without a value (they diverged, never got
/// there, or it was not measured) are left out and counted in the caption.</summary>
[Description("A measure for every arm, as bars with whiskers of one standard deviation.")]
public sealed record BarsFigure(string Measure) : MeasureFigure(Measure)
{
    /// <summary>The epoch after which the measure is looked at; the final weights by default.</summary>
    [Description("The epoch after which the measure is looked at; the final weights by default."), Bounds(From = 1)]
    public int? Epoch { get; init; }

    /// <summary>Draws the epochs until the measure reaches this value.</summary>
    [Description("Draws the epochs until the measure reaches this value.")]
    public double? Reaches { get; init; }

    /// <summary>The least value of the axis.</summary>
    [Description("The least value of the axis; chosen by default.")]
    public double? Min { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Problem)> Problems(PartPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach ((string, string) problem in base.Problems(plan)) yield return problem;
        if (Measures.Problem(Measure, plan.Arms, ofHistory: Epoch is not null || Reaches is not null) is { } measure)
            yield return ("measure", measure);
        else if (Epoch is { } at && Measures.EpochProblem(at, Measure, plan.Among(Among)) is { } epoch) yield return ("epoch", epoch);
    }

    /// <inheritdoc/>
    public override IEnumerable<Block> Draw(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        List<Bar> bars = [];
        List<string> lost = [];
        List<(string, int, int)> drawn = [];
        foreach (ArmResults arm in results.Among(Among))
        {
            IReadOnlyList<double> all = Measures.Of([arm], Measure, Epoch, Reaches);
            double[] values = [.. all.Where(double.IsFinite)];
            string name = Short(arm.Arm);
            if (values.Length < all.Count)
                lost.Add($"{name}: {Lost(arm, all, all.Count - values.Length)}");
            if (values.Length == 0) continue;
            double mean = Statistics.Mean(values), deviation = Statistics.StandardDeviation(values);
            double low = Log && mean <= deviation ? values.Min() : mean - deviation;
            Bar bar = new(Counted(name, values.Length, all.Count), mean) { Runs = values.Length };
            bars.Add(values.Length > 1 ? bar with { Low = low, High = mean + deviation } : bar);
            drawn.Add((name, values.Length, all.Count));
        }
        string words = Measures.Words(Measure, Epoch, Reaches, results.Plan.Arms),
            title = char.ToUpperInvariant(words[0]) + words[1..] + Common;
        string without = lost.Count > 0 ? $" Not drawn: {string.Join("; ", lost)}." : "";
        if (bars.Count == 0) yield return new Paragraph($"{title}: no run has any.{without}") { Kind = ParagraphKind.Remark };
        else
            yield return new Picture(new BarPlot { Title = title, Y = new Axis { Label = words, Log = Log, Min = Min }, Bars = bars },
                FileName("bars", $"{Measure}{(Reaches is null ? "" : "-epochs")}"),
                $"{title}: {SpreadOver(drawn, "whisker")}.{without}");
    }

    /// <summary>Why runs of an arm have no value, in words.</summary>
    private string Lost(ArmResults arm, IReadOnlyList<double> values, int lost) => Reaches is not null
        ? $"{lost} of {values.Count} runs never got there"
        : string.Join(", ", Measures.Missing(arm.Runs, values, Measure, Epoch)
            .Select(some => $"{some.Runs} of {values.Count} runs {some.Why}"));
}
