using System.ComponentModel;

namespace Chainrule.Training;

/// <summary>Ends the training once a watched figure has not improved for some evaluations.</summary>
/// <example><code>new EarlyStopping { Patience = 3 }</code></example>
public sealed record EarlyStopping : Spec
{
    /// <summary>Reads the description as it prints: <c>EarlyStopping(patience: 3)</c>.</summary>
    /// <exception cref="SpecFormatException">The text is no such description; the message says where, and what is expected
    /// there.</exception>
    public static EarlyStopping Parse(string text) => Parse(text, TrainingOptionsJson.Default.EarlyStopping);

    /// <summary>The figure to watch, named as the history names it: <c>validation_loss</c> (the default), <c>train_loss</c>,
    /// <c>validation_accuracy</c> and so on.</summary>
    [Description("The figure to watch: train_ or validation_ followed by loss or by the name of a metric, such as validation_loss.")]
    public string Metric { get; init; } = "validation_loss";

    /// <summary>How many evaluations without improvement end the training.</summary>
    [Description("How many evaluations without improvement end the training."), Bounds(From = 1)]
    public required int Patience { get; init; }

    /// <summary>By how much the figure must change for the better to count as an improvement; 0 by default.</summary>
    [Description("By how much the figure must change for the better to count as an improvement."), Bounds(From = 0)]
    public double MinDelta { get; init; }
}
