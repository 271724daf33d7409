using Chainrule.Lab.Plots;
using Chainrule.Training;

namespace Chainrule.Lab.Reports;

/// <summary>How loss, metrics and learning rate went over the epochs.</summary>
internal static class LearningCurves
{
    /// <summary>A loss that falls by more than this factor is drawn on a logarithmic axis.</summary>
    private const double WideRange = 50;

    /// <summary>The plots: the loss, each metric, the learning rate.</summary>
    public static IReadOnlyList<Plot> Of(IReadOnlyList<EpochRecord> epochs, IReadOnlyList<Metric> metrics, int? bestEpoch)
    {
        double[] all = [.. epochs.Select(epoch => (double)epoch.Epoch)];
        EpochRecord[] validated = [.. epochs.Where(epoch => epoch.Validation is not null)];
        double[] some = [.. validated.Select(epoch => (double)epoch.Epoch)];
        List<Plot> plots = [Curve("loss", scores => scores.Loss, isHigherBetter: false)];
        for (int i = 0; i < metrics.Count; i++)
        {
            int metric = i;
            plots.Add(Curve(ReportPage.Words(metrics[i].Name), scores => scores.Metrics[metric], metrics[i].HigherIsBetter));
        }
        plots.Add(new LinePlot
        {
            Title = "Learning rate",
            X = new Axis { Label = "epoch" },
            Y = new Axis { Label = "learning rate", Min = epochs.All(epoch => epoch.LearningRate >= 0) ? 0 : null },
            Series = [new("", all, [.. epochs.Select(epoch => epoch.LearningRate)])],
        });
        return plots;

        LinePlot Curve(string name, Func<Scores, double> of, bool isHigherBetter)
        {
            LineSeries train = new("train", all, [.. epochs.Select(epoch => of(epoch.Train))]);
            LineSeries validation = new("validation", some, [.. validated.Select(epoch => of(epoch.Validation!))]) { Dashed = true };
            LineSeries[] series = validated.Length == 0 ? [train] : [train, validation];
            double[] values = [.. series.SelectMany(line => line.Y).Where(double.IsFinite)];
            bool isWide = !isHigherBetter && values.Length > 0 && values.Min() > 0 && values.Max() / values.Min() > WideRange;
            return new()
            {
                Title = char.ToUpperInvariant(name[0]) + name[1..],
                Subtitle = bestEpoch is { } best ? $"best epoch: {best}" : null,
                X = new Axis { Label = "epoch" },
                Y = new Axis { Label = name, Log = isWide },
                Series = series,
            };
        }
    }
}
