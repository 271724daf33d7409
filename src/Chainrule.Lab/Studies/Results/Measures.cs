using System.Globalization;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Training;

namespace Chainrule.Lab.Studies.Results;

/// <summary>The figures of a run that tables, plots and claims name: <c>train_loss</c>, <c>test_accuracy</c> and so on of the final
/// weights, <c>best_test_accuracy</c> of those that were best on the validation part, and some numbers of the run itself.</summary>
public static class Measures
{
    private static readonly string[] ofRuns = ["best_epoch", "epochs", "parameters", "initial_saturation", "final_saturation"];

    /// <summary>The names that can be measured for a recipe.</summary>
    public static IReadOnlyList<string> Of(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        string[] figures = ["loss", .. recipe.Metrics.Select(metric => metric.Name)];
        List<string> parts = ["train"];
        if (recipe.Data.HasValidation) parts.Add("validation");
        if (recipe.Data.HasTest) parts.Add("test");
        if (recipe.Data.HasValidation) parts.Add("best_validation");
        if (recipe.Data.HasValidation && recipe.Data.HasTest) parts.Add("best_test");
        return [.. parts.SelectMany(part => figures.Select(figure => $"{part}_{figure}")), .. ofRuns];
    }

    /// <summary>What is wrong with a name; null where every arm has such a measure.</summary>
    /// <param name="measure">The name.</param>
    /// <param name="arms">The arms.</param>
    /// <param name="ofHistory">Whether it has to be one that is measured in every epoch.</param>
    public static string? Problem(string measure, IReadOnlyList<Arm> arms, bool ofHistory = false)
    {
        string[] names = [.. arms.Select(arm => Of(arm.Document.Recipe)).Aggregate((common, next) => [.. common.Intersect(next)])
            .Where(name => !ofHistory || IsInHistory(name))];
        return names.Contains(measure)
            ? null : $"there is no measure '{DocumentProblem.Shorten(measure)}' {(ofHistory ? "of every epoch" : "")}".TrimEnd()
            + DidYouMean.Remedy(measure, "measures", names);
    }

    /// <summary>What is wrong with looking at a measure after an epoch; null where every arm gets there and measures it then.</summary>
    public static string? EpochProblem(int epoch, string measure, IEnumerable<Arm> arms)
    {
        ArgumentNullException.ThrowIfNull(measure);
        ArgumentNullException.ThrowIfNull(arms);
        foreach (Arm arm in arms)
        {
            TrainingOptions training = arm.Document.Recipe.Training;
            // How many epochs a number of steps is, the data alone says.
            if (training.Epochs is not { } epochs) continue;
            if (epoch > epochs) return $"expected an epoch of the training, 1 to {epochs} (of '{arm.Label}'), but got {epoch}.";
            if (epoch < epochs && epoch % training.EvaluateEvery != 0 && measure.StartsWith("validation_", StringComparison.Ordinal))
                return $"{measure} is measured every {training.EvaluateEvery} epochs (of '{arm.Label}'), so that epoch {epoch} has none.";
        }
        return null;
    }

    /// <summary>The measure of a run: of its final weights, or after <paramref name="epoch"/>, or the epochs that it takes until the
    /// measure reaches <paramref name="reaches"/>. NaN where it was not measured, or the run diverged before; infinite where it was never
    /// reached.</summary>
    public static double Of(StudyRun run, string measure, int? epoch = null, double? reaches = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(measure);
        if (epoch is { } at) return run.History.At(measure, at);
        if (reaches is { } value) return run.History.FirstEpoch(measure, value, HigherIsBetter(measure, [run.Arm]));
        RunSummary summary = run.Summary;
        switch (measure)
        {
            case "best_epoch": return summary.Best?.Epoch ?? double.NaN;
            case "epochs": return summary.Epochs;
            case "parameters": return summary.Parameters;
            case "initial_saturation": return run.Model.Saturation(initial: true);
            case "final_saturation": return run.Model.Saturation(initial: false);
        }
        bool isBest = measure.StartsWith("best_", StringComparison.Ordinal);
        string[] words = (isBest ? measure["best_".Length..] : measure).Split('_', 2);
        IReadOnlyDictionary<string, double>? scores = (words[0], isBest) switch
        {
            ("train", _) => summary.Train,
            ("validation", false) => summary.Validation,
            ("test", false) => summary.Test,
            ("validation", true) => summary.Best?.Validation,
            _ => summary.Best?.Test,
        };
        // What a diverged run is left with are weights from somewhere on its way, not its result.
        return run.Diverged ? double.NaN : scores?.GetValueOrDefault(words[1], double.NaN) ?? double.NaN;
    }

    /// <summary>The measure of every run of some arms.</summary>
    public static IReadOnlyList<double> Of(IEnumerable<ArmResults> arms, string measure, int? epoch = null, double? reaches = null) =>
        [.. arms.SelectMany(arm => arm.Runs).Select(run => Of(run, measure, epoch, reaches))];

    /// <summary>The one number that stands for several runs: the mean; for epochs, which may be infinite, the median.</summary>
    public static double Typical(IReadOnlyList<double> values, double? reaches) => reaches is null
        ? Statistics.Mean(values) : Statistics.Median(values);

    /// <summary>Whether more is better: the metric that is measured says so.</summary>
    public static bool HigherIsBetter(string measure, IEnumerable<Arm> arms)
    {
        ArgumentNullException.ThrowIfNull(measure);
        ArgumentNullException.ThrowIfNull(arms);
        return arms.SelectMany(arm => arm.Document.Recipe.Metrics)
            .Any(metric => metric.HigherIsBetter && measure.EndsWith($"_{metric.Name}", StringComparison.Ordinal));
    }

    /// <summary>The measure in words: <c>test accuracy</c>, <c>train loss after epoch 1</c>.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="epoch">The epoch after which it is looked at.</param>
    /// <param name="reaches">The value that it is to reach.</param>
    /// <param name="arms">The arms that it is measured in; they say from which side it comes to that value.</param>
    public static string Words(string measure, int? epoch = null, double? reaches = null, IEnumerable<Arm>? arms = null)
    {
        ArgumentNullException.ThrowIfNull(measure);
        string plain = measure.StartsWith("best_", StringComparison.Ordinal) && measure != "best_epoch"
            ? $"{measure["best_".Length..].Replace('_', ' ')} (best by validation)" : measure.Replace('_', ' ');
        if (epoch is not null) return $"{plain} in epoch {epoch}";
        return reaches is { } value
            ? $"epochs until {plain} {(HigherIsBetter(measure, arms ?? []) ? "≥" : "≤")} {Number(value, measure)}" : plain;
    }

    /// <summary>A value with the digits that it deserves.</summary>
    public static string Number(double value, string measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        if (double.IsNaN(value)) return "–";
        if (double.IsInfinity(value)) return "never";
        if (IsShare(measure)) return (100 * value).ToString("0.00", CultureInfo.InvariantCulture) + " %";
        if (ofRuns.Contains(measure)) return value.ToString("#,0.#", CultureInfo.InvariantCulture);
        return Math.Abs(value) is >= 1e-3 and < 1e5 or 0
            ? value.ToString("0.####", CultureInfo.InvariantCulture) : value.ToString("0.00e+0", CultureInfo.InvariantCulture);
    }

    /// <summary>Why some runs have no finite value, with how many they are: they diverged or ended before, or nothing was
    /// measured.</summary>
    public static IReadOnlyList<(string Why, int Runs)> Missing(
        IReadOnlyList<StudyRun> runs, IReadOnlyList<double> values, string measure, int? epoch = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return [.. runs.Zip(values).Where(run => !double.IsFinite(run.Second)).GroupBy(run => Why(run.First, run.Second))
            .OrderBy(why => why.Key, StringComparer.Ordinal).Select(why => (why.Key, why.Count()))];

        string Why(StudyRun run, double value)
        {
            if (double.IsInfinity(value)) return "infinite";
            // Whoever got to the epoch did not diverge before; and numbers of the run itself, such as the share of saturated activations,
            // diverged runs have as well.
            bool isLate = epoch > run.History.Epochs.Count;
            if (run.Diverged && (epoch is null ? !ofRuns.Contains(measure) : isLate)) return "diverged";
            return isLate ? $"ended before epoch {epoch}" : "not measured";
        }
    }

    /// <summary>Values as mean ± standard deviation with how many runs have none and why, or as the median number of epochs with how many
    /// got there.</summary>
    public static string Spread(IReadOnlyList<StudyRun> runs, IReadOnlyList<double> values, string measure, double? reaches = null,
        int? epoch = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (reaches is not null)
        {
            int reached = values.Count(double.IsFinite);
            string median = Number(Statistics.Median(values), "epochs");
            return values.Count == 1 ? median : $"{median} ({reached} of {values.Count} runs)";
        }
        double[] finite = [.. values.Where(double.IsFinite)];
        IReadOnlyList<(string Why, int Runs)> missing = Missing(runs, values, measure, epoch);
        string lost = string.Join(", ", missing.Select(some => $"{some.Runs} of {values.Count} {some.Why}"));
        if (finite.Length == 0) return missing.Count == 1 ? missing[0].Why : lost;
        string mean = Number(Statistics.Mean(finite), measure);
        return (finite.Length == 1 || ofRuns.Contains(measure) && finite.Distinct().Count() == 1
            ? mean : $"{mean} ± {Number(Statistics.StandardDeviation(finite), measure)}") + (lost.Length > 0 ? $" ({lost})" : "");
    }

    /// <summary>Whether a measure is a share, shown in percent.</summary>
    public static bool IsShare(string measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        return measure.EndsWith("accuracy", StringComparison.Ordinal) || measure.EndsWith("saturation", StringComparison.Ordinal);
    }

    private static bool IsInHistory(string measure) =>
        measure.StartsWith("train_", StringComparison.Ordinal) || measure.StartsWith("validation_", StringComparison.Ordinal);
}
