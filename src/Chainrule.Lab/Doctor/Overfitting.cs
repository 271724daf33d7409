using Chainrule.Training;

namespace Chainrule.Lab.Doctor;

/// <summary>A network that learns its training samples by heart: it gets better on them and worse on others.</summary>
internal sealed class Overfitting : Finding
{
    /// <summary>How much greater than its best the validation loss has become at the end.</summary>
    public const double Rise = 1.25;

    /// <summary>The least rise as a share of the first loss, so that losses near 0 are left alone: 1 % of that is 0.02 for ten
    /// classes.</summary>
    public const double LeastRise = 0.02;

    /// <summary>How much greater than the training loss it is.</summary>
    public const double Gap = 2;

    public override string? Find(TrainingCase training)
    {
        // Early stopping that looks at the validation part is the cure, and lets it get worse for a while on purpose; so are the best
        // weights as the final ones.
        if (training.Recipe.Training.RestoreBest) return null;
        if (training.Recipe.Training.EarlyStopping?.Metric.StartsWith("validation_", StringComparison.Ordinal) == true) return null;
        EpochRecord[] validated = [.. training.Epochs.Where(epoch => epoch.Validation is not null)];
        if (validated.Length < 4) return null;
        EpochRecord best = validated.MinBy(epoch => epoch.Validation!.Loss)!;
        double end = validated[^3..].Select(epoch => epoch.Validation!.Loss).Order().ElementAt(1), lowest = best.Validation!.Loss;
        double train = validated[^3..].Select(epoch => epoch.Train.Loss).Order().ElementAt(1), first = training.Epochs[0].Train.Loss;
        if (!(end > Rise * lowest && end > Gap * train && end - lowest > LeastRise * first)) return null;
        (Scores seen, Scores unseen) = (validated[^1].Train, validated[^1].Validation!);
        string scores = string.Concat(training.Recipe.Metrics.Select((metric, i) => $"; {metric.Name.Replace('_', ' ')} "
            + $"{Number(seen.Metrics[i])} on training, {Number(unseen.Metrics[i])} on validation samples"));
        return $"Overfitting: the validation loss was lowest in epoch {best.Epoch} ({Number(lowest)}) and is {Number(end)} at the end, "
            + $"while the training loss fell to {Number(train)}{scores}. "
            + "Stop there (training.early_stopping, training.restore_best; best.safetensors holds the best epoch), or take dropout, "
            + "weight_decay, a smaller network or more data.";
    }
}
