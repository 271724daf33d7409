namespace Chainrule.Training;

/// <summary>What early stopping and the choice of the best epoch go by.</summary>
/// <param name="HigherIsBetter">Whether more is better.</param>
/// <param name="Of">Its value after an epoch.</param>
internal sealed record WatchedMetric(bool HigherIsBetter, Func<EpochRecord, double> Of)
{
    /// <summary>The metric that the options name, by default the validation loss, or the training loss where nothing is
    /// validated.</summary>
    /// <exception cref="SpecException">It is not measured.</exception>
    public static WatchedMetric Find(TrainingOptions options, IReadOnlyList<Metric> metrics, bool isValidated)
    {
        string name = options.EarlyStopping?.Metric ?? "validation_loss";
        List<string> valid = [];
        foreach ((string part, bool isValidation) in ((string, bool)[])[("validation_", true), ("train_", false)])
        {
            if (isValidation && !isValidated) continue;
            valid.Add(part + "loss");
            if (name == part + "loss") return new(false, record => Scores(record, isValidation).Loss);
            for (int i = 0; i < metrics.Count; i++)
            {
                int metric = i;
                valid.Add(part + metrics[i].Name);
                if (name == part + metrics[i].Name)
                    return new(metrics[i].HigherIsBetter, record => Scores(record, isValidation).Metrics[metric]);
            }
        }
        if (options.EarlyStopping is null) return new(false, record => record.Train.Loss);
        throw new SpecException(options.EarlyStopping, "metric", $"is '{name}', which this training does not measure; expected one of "
            + $"{string.Join(", ", valid)}{(isValidated ? "" : " (there is no validation part)")}");

        static Scores Scores(EpochRecord record, bool isValidation) => isValidation ? record.Validation! : record.Train;
    }

    /// <summary>Whether a score is better than the best so far by more than a margin; any number is better than none.</summary>
    public bool IsBetter(double score, double best, double margin) =>
        (double.IsNaN(best) && !double.IsNaN(score)) || (HigherIsBetter ? score > best + margin : score < best - margin);
}
