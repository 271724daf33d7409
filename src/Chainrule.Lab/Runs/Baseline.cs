namespace Chainrule.Lab.Runs;

/// <summary>How well a network does on a part of the data, and how well the best guess does that does not look at the inputs: the most
/// frequent class, or the mean or median of the targets, of the training part.</summary>
internal sealed record Baseline
{
    /// <summary>The part: <c>training</c>, <c>validation</c> or <c>test</c>.</summary>
    public required string Part { get; init; }

    /// <summary>Its samples.</summary>
    public required int Samples { get; init; }

    /// <summary>The network's loss.</summary>
    public required double Loss { get; init; }

    /// <summary>The loss of the guess.</summary>
    public required double GuessedLoss { get; init; }

    /// <summary>The share of the samples that the network puts into the right class; NaN for regression.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The share of the samples that are of the class that is guessed; NaN for regression.</summary>
    public required double GuessedAccuracy { get; init; }

    /// <summary>The class that is guessed, as messages name it; null for regression.</summary>
    public string? GuessedClass { get; init; }

    /// <summary>What of the targets is guessed where they are values: their <c>mean</c>, or, where that gives a lower loss, their
    /// <c>median</c> or, of scores, their <c>usual sign</c>.</summary>
    public required string GuessedValue { get; init; }

    /// <summary>Whether the network puts all samples into one class.</summary>
    public bool IsOneClass { get; init; }

    /// <summary>Whether all samples have the same target, so that there is nothing to tell apart.</summary>
    public bool IsOneTarget { get; init; }

    /// <summary>The share of the loss of guessing that may be chance, or too little to speak of: 5 % of few samples, 1 % of many.</summary>
    private double Margin => Math.Clamp(1 / Math.Sqrt(Samples), 0.01, 0.05);

    /// <summary>Whether the loss is below that of guessing by more than chance.</summary>
    public bool BeatsLoss => Loss < GuessedLoss * (1 - Margin);

    /// <summary>Whether more samples are put into the right class than by guessing.</summary>
    public bool BeatsAccuracy => Accuracy > GuessedAccuracy;

    /// <summary>Whether so many more are that it is no chance: two standard errors of the share, or all of them.</summary>
    public bool ClearlyBeatsAccuracy => BeatsAccuracy
        && Accuracy >= Math.Min(1, GuessedAccuracy + 2 * Math.Sqrt(GuessedAccuracy * (1 - GuessedAccuracy) / Samples));

    /// <summary>Whether the network is better than guessing. Of classes, both the decisions and the loss are to be better; where one of
    /// the two is so by no more than chance, the other is to be better by more.</summary>
    public bool IsBeaten => GuessedClass is null ? BeatsLoss
        : BeatsAccuracy && (BeatsLoss || (ClearlyBeatsAccuracy && Loss < GuessedLoss));
}
