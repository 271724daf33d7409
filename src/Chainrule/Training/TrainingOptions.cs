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

    /// <summary>How many samples one step sees; 32 by default. A batch that is larger than the training part holds all of
    /// it.</summary>
    [Description("How many samples one step sees, or 'all'.")]
    public BatchSize BatchSize { get; init; } = 32;

    /// <summary>Whether every epoch visits the samples in a new order; true by default.</summary>
    [Description("Whether every epoch visits the samples in a new order.")]
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether the incomplete batch at the end of an epoch is left out, so that all batches have the same size; false by default.
    /// With <see cref="Shuffle"/>, which samples these are differs from epoch to epoch.</summary>
    [Description("Whether the incomplete batch at the end of an epoch is left out.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DropLast { get; init; }

    /// <summary>The greatest norm that the gradient of all weights together may have; it is scaled down to that. No limit by
    /// default.</summary>
    [Description("The greatest norm of the whole gradient; no limit by default."), Bounds(Above = 0)]
    public double? ClipNorm { get; init; }

    /// <summary>When to end the training early; never by default.</summary>
    [Description("When to end the training early; never by default.")]
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Whether the network has the weights and buffers of the best epoch at the end, however the training ended; the last ones by
    /// default. The best epoch is the one with the best watched figure, the validation loss where nothing else is said. Checkpoints and a
    /// longer training go on from the last weights all the same.</summary>
    [Description("Whether the final weights are those of the best epoch; otherwise they are the last ones.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RestoreBest { get; init; }

    /// <summary>After how many epochs the validation part is evaluated; 1 by default.</summary>
    [Description("After how many epochs the validation part is evaluated."), Bounds(From = 1)]
    public int EvaluateEvery { get; init; } = 1;

    /// <summary>After how many epochs a checkpoint is written, and within a long epoch every ten seconds, or after how many seconds, such
    /// as <c>30s</c>; 1 epoch by default.</summary>
    [Description("After how many epochs a checkpoint is written (within a long epoch every ten seconds, too), or after how many seconds, "
        + "as in 30s.")]
    public CheckpointInterval CheckpointEvery { get; init; } = 1;

    /// <summary>The number of samples in a full batch of a training part.</summary>
    /// <param name="samples">The samples of the training part.</param>
    public int BatchSizeFor(int samples) => Math.Min(BatchSize.Of(samples), samples);

    /// <summary>The batches of an epoch: ⌈samples/batch⌉, or ⌊samples/batch⌋ where the last incomplete one is left out.</summary>
    /// <param name="samples">The samples of the training part.</param>
    /// <exception cref="SpecException">No batch is left.</exception>
    public int BatchesFor(int samples)
    {
        if (DropLast && BatchSize.Of(samples) > samples)
            throw new SpecException(this, "drop_last",
                $"leaves nothing to train on: {samples} samples make no batch of {BatchSize}; take smaller batches or more samples");
        int size = BatchSizeFor(samples);
        return DropLast ? samples / size : (samples - 1) / size + 1;
    }

    /// <summary>The updates of the whole training.</summary>
    /// <param name="samples">The samples of the training part.</param>
    /// <exception cref="SpecException">No batch is left.</exception>
    public long StepsFor(int samples) => Steps ?? (long)BatchesFor(samples) * Epochs!.Value;

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
