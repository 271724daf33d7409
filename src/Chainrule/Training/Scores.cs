namespace Chainrule.Training;

/// <summary>How well a network does on some samples.</summary>
/// <param name="Loss">The loss: the mean over the samples, or their sum where the loss sums over the batch.</param>
/// <param name="Metrics">The metrics, in the order in which they were asked for.</param>
/// <example><code>trainer.Evaluate(data.Test!)["accuracy"]</code></example>
public sealed record Scores(double Loss, IReadOnlyList<double> Metrics)
{
    /// <summary>The metrics' names, in the same order.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The loss, as <c>loss</c>, or a metric.</summary>
    /// <exception cref="ArgumentException">Nothing of this name was measured; the message lists what was.</exception>
    public double this[string name]
    {
        get
        {
            if (name == "loss") return Loss;
            for (int i = 0; i < Names.Count; i++)
                if (Names[i] == name) return Metrics[i];
            throw new ArgumentException($"There is no score '{name}'; expected one of {string.Join(", ", Names.Prepend("loss"))}.",
                nameof(name));
        }
    }
}

/// <summary>One epoch of a training.</summary>
public sealed record EpochRecord
{
    /// <summary>The epoch, counted from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The updates made since the training began.</summary>
    public required long Step { get; init; }

    /// <summary>The seconds spent since the training began, over all sessions.</summary>
    public required double Seconds { get; init; }

    /// <summary>The learning rate of the epoch's last update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The running means over the epoch, measured on each batch before its update.</summary>
    public required Scores Train { get; init; }

    /// <summary>The scores on the validation part after the epoch; null where there is none or it was not this epoch's turn.</summary>
    public Scores? Validation { get; init; }

    /// <summary>A score by the name that histories give it: <c>train_loss</c>, <c>validation_accuracy</c>.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists those that there are.</exception>
    public double this[string name]
    {
        get
        {
            IEnumerable<(string Name, Scores Of)> known = Of("train_", Train);
            if (Validation is not null) known = known.Concat(Of("validation_", Validation));
            foreach ((string full, Scores scores) in known)
                if (full == name) return scores[full[(full.IndexOf('_') + 1)..]];
            throw new ArgumentException($"Epoch {Epoch} has no score '{name}'; expected one of "
                + $"{string.Join(", ", known.Select(score => score.Name))}{(Validation is null ? " (nothing was validated)" : "")}.",
                nameof(name));

            static IEnumerable<(string, Scores)> Of(string part, Scores scores) =>
                scores.Names.Prepend("loss").Select(name => (part + name, scores));
        }
    }
}

/// <summary>How a training ended.</summary>
public enum TrainingStatus
{
    /// <summary>All epochs were trained.</summary>
    Completed,
    /// <summary>The watched metric stopped getting better.</summary>
    EarlyStopped,
    /// <summary>The loss or a gradient became infinite or NaN; the last good state is kept.</summary>
    Diverged,
    /// <summary>It was cancelled; everything up to then is kept.</summary>
    Cancelled,
    /// <summary>A callback stopped it; everything up to then is kept.</summary>
    Stopped,
}

/// <summary>What came of a training.</summary>
public sealed record History
{
    /// <summary>How it ended.</summary>
    public required TrainingStatus Status { get; init; }

    /// <summary>The epochs, the first one first.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>The names of the metrics in the scores.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>The epoch with the best validation score; 0 where nothing was validated.</summary>
    public int BestEpoch { get; init; }

    /// <summary>The record of the best epoch; null where nothing was validated.</summary>
    public EpochRecord? Best => Epochs.FirstOrDefault(epoch => epoch.Epoch == BestEpoch);

    /// <summary>A score after every epoch that has it, by the name that histories give it: <c>train_loss</c>,
    /// <c>validation_accuracy</c>.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists those that there are.</exception>
    public IReadOnlyList<double> this[string name]
    {
        get
        {
            string[] known =
                [.. from part in (string[])["train_", "validation_"] from score in Metrics.Prepend("loss") select part + score];
            if (!known.Contains(name))
                throw new ArgumentException($"There is no score '{name}'; expected one of {string.Join(", ", known)}.", nameof(name));
            bool isValidation = name.StartsWith("validation_", StringComparison.Ordinal);
            return [.. Epochs.Where(epoch => !isValidation || epoch.Validation is not null).Select(epoch => epoch[name])];
        }
    }

    /// <summary>Where and why the training diverged; null where it did not.</summary>
    public Divergence? Divergence { get; init; }

    /// <summary>Samples that went through an update per second of training, evaluation excluded.</summary>
    public double SamplesPerSecond { get; init; }
}

/// <summary>What is reported while a network trains, several times a second.</summary>
/// <param name="Epoch">The epoch under way, counted from 1.</param>
/// <param name="Epochs">The epochs in all.</param>
/// <param name="Batch">The batches of this epoch that are done.</param>
/// <param name="Batches">The batches of an epoch.</param>
/// <param name="Loss">The running mean of the loss over this epoch.</param>
/// <param name="Metrics">The running values of the metrics over this epoch.</param>
/// <param name="SamplesPerSecond">The speed of this epoch.</param>
/// <param name="Remaining">How long the rest will take at that speed.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Batch, int Batches, double Loss, IReadOnlyList<double> Metrics,
    double SamplesPerSecond, TimeSpan Remaining)
{
    /// <summary>The record of the epoch, in the last report of each; null in the others.</summary>
    public EpochRecord? Completed { get; init; }
}
