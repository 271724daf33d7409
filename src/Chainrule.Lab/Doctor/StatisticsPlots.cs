using Chainrule.Inspection;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Doctor;

/// <summary>The statistics of a training over its steps as plots.</summary>
internal static class StatisticsPlots
{
    /// <summary>More lines than this cannot be told apart; of deeper networks, some layers between the first and the last are
    /// drawn.</summary>
    private const int MostLines = 6;

    /// <summary>The plots that there is something to show in.</summary>
    public static IReadOnlyList<Plot> Of(TrainingCase training)
    {
        IReadOnlyList<(string Of, string Name)> weights = [.. training.Weights.Select(weights => (weights.Name, weights.ToString()))];
        IReadOnlyList<(string Of, string Name)> layers = [.. training.Layers
            .Select(layer => (layer.Path, $"layer {layer.Path}, {layer.Layer.GetType().Name}"))];
        return
        [
            .. Plot("Gradient norm", "of the weights of each layer, on the batch of the step", "‖gradient‖", weights,
                Statistic.GradientNorm, isShare: false),
            .. Plot("Update ratio", "each update's norm over the norm of the weights; about 10⁻³ is usual", "‖Δw‖ / ‖w‖", weights,
                Statistic.UpdateRatio, isShare: false),
            .. Plot("Dead units", $"share of the units that are 0 for all {training.Samples} samples looked at", "share", layers,
                Statistic.DeadUnits, isShare: true),
            .. Plot("Saturation", $"share of the outputs within {100 * SaturatedOutputs.Margin:0.#} % of their limits", "share", layers,
                Statistic.Saturation, isShare: true),
        ];

        IEnumerable<Plot> Plot(
            string title, string subtitle, string label, IReadOnlyList<(string Of, string Name)> rows, Statistic statistic, bool isShare)
        {
            var all = rows.Select(row => (row.Name, Series: training.Series(row.Of, statistic)))
                .Where(row => row.Series.Count > 0).ToList();
            if (all.Count == 0) yield break;
            int shown = Math.Min(all.Count, MostLines);
            yield return new LinePlot
            {
                Title = title,
                Subtitle = subtitle + (shown < all.Count ? $"; {shown} of {all.Count} layers" : ""),
                X = new Axis { Label = "step", Log = true },
                Y = isShare ? new Axis { Label = label, Min = 0, Max = 1 } : new Axis { Label = label, Log = true },
                Series = [.. Enumerable.Range(0, shown).Select(i => all[shown == 1 ? 0 : i * (all.Count - 1) / (shown - 1)])
                    .Select(row => new LineSeries(
                        row.Name, [.. row.Series.Select(point => (double)point.Step)], [.. row.Series.Select(point => point.Value)]))],
            };
        }
    }
}
