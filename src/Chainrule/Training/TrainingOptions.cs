using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Chainrule.Training;

/// <summary>How long and in what portions a network is trained.</summary>
/// <example><code>new TrainingOptions { Epochs = 10, BatchSize = 64 }</code></example>
public sealed record TrainingOptions : Spec
{
    /// <summary>Reads options as they print: <c>TrainingOptions(epochs: 10, batch_size: 64)</c>.</summary>
    /// <exception cref="SpecFormatException">The text is no such options; the message says where, and what is expected there.</exception>
    public static TrainingOptions Parse(string text) => Parse(text, TrainingOptionsJson.Default.TrainingOptions);

    /// <summary>How often the training sees every sample; either this or <see cref="Steps"/>.</summary>
    [Description("How often the training sees every sample; either this or steps."), Bounds(From = 1)]
    public int? Epochs { get; init; }

    /// <summary>How many updates of the weights are made; either this or <see cref="Epochs"/>.</summary>
    [Description("How many updates of the weights are made; either this or epochs."), Bounds(From = 1)]
    public int? Steps { get; init; }

    /// <summary>How many samples one step sees; 32 by default.</summary>
    [Description("How many samples one step sees, or 'all'.")]
    public BatchSize BatchSize { get; init; } = 32;

    /// <summary>Whether every epoch visits the samples in a new order; true by default.</summary>
    [Description("Whether every epoch visits the samples in a new order.")]
    public bool Shuffle { get; init; } = true;

    /// <summary>The greatest norm that the gradient of all weights together may have; it is scaled down to that. No limit by
    /// default.</summary>
    [Description("The greatest norm of the whole gradient; no limit by default."), Bounds(Above = 0)]
    public double? ClipNorm { get; init; }

    /// <summary>When to end the training early; never by default.</summary>
    [Description("When to end the training early; never by default.")]
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>After how many epochs the validation part is evaluated; 1 by default.</summary>
    [Description("After how many epochs the validation part is evaluated."), Bounds(From = 1)]
    public int EvaluateEvery { get; init; } = 1;

    /// <summary>After how many epochs a checkpoint is written, and within a long epoch every ten seconds, or after how many seconds, such
    /// as
    /// <c>30s</c>; 1 epoch by default.</summary>
    [Description("After how many epochs a checkpoint is written (within a long epoch every ten seconds, too), or after how many seconds, "
        + "as in 30s.")]
    public CheckpointInterval CheckpointEvery { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Epochs is null && Steps is null) throw new SpecException(this, "epochs", "is missing; say either epochs or steps");
        if (Epochs is not null && Steps is not null) throw new SpecException(this, "steps", "excludes epochs; say only one of them");
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TrainingOptions))]
internal sealed partial class TrainingOptionsJson : JsonSerializerContext;
