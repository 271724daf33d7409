using System.Text.Json.Serialization;

namespace Chainrule.Training;

/// <summary>The numbers of a training's state, which checkpoints hold as JSON, each under its name in snake case.</summary>
/// <remarks>A new number is one property here: saving, loading and copying go by the list of properties. It must not be required, since
/// checkpoints of earlier versions do not hold it, and its default is what they meant.</remarks>
public class TrainingNumbers
{
    [JsonConstructor]
    internal TrainingNumbers()
    {
    }

    /// <summary>The descriptions that the training is made of, by what they describe; null in files of earlier versions.</summary>
    [JsonInclude]
    internal virtual Dictionary<string, string>? Descriptions { get; set; }

    /// <summary>The epochs that are done.</summary>
    [JsonInclude, JsonRequired]
    public int Epoch { get; internal set; }

    /// <summary>The batches of the epoch under way that are done.</summary>
    [JsonInclude, JsonRequired]
    public int Batch { get; internal set; }

    /// <summary>The samples of a batch in the epoch under way; 0 before the first, and in files of earlier versions.</summary>
    [JsonInclude]
    public int BatchSize { get; internal set; }

    /// <summary>The batches of that epoch; 0 where the size of a batch is.</summary>
    [JsonInclude]
    public int Batches { get; internal set; }

    /// <summary>The updates made.</summary>
    [JsonInclude, JsonRequired]
    public long Step { get; internal set; }

    /// <summary>The seconds spent, evaluation included.</summary>
    [JsonInclude, JsonRequired]
    public double Seconds { get; internal set; }

    /// <summary>The seconds spent on updates alone.</summary>
    [JsonInclude, JsonRequired]
    public double TrainingSeconds { get; internal set; }

    /// <summary>The samples that went through an update.</summary>
    [JsonInclude, JsonRequired]
    public long Samples { get; internal set; }

    /// <summary>The samples of the epoch under way that its running scores count.</summary>
    [JsonInclude, JsonRequired]
    internal virtual long RunningSamples { get; set; }

    /// <summary>The sum of the loss over them; in files of earlier versions followed by the sums of all metrics, which were means over
    /// samples then.</summary>
    [JsonInclude, JsonRequired]
    internal virtual double[] RunningSums { get; set; } = [];

    /// <summary>How many numbers each metric keeps; null in files of earlier versions.</summary>
    [JsonInclude]
    internal virtual int[]? RunningTallies { get; set; }

    /// <summary>The state of a schedule that has one.</summary>
    [JsonInclude, JsonRequired]
    internal double[] ScheduleScalars { get; set; } = [];

    /// <summary>The learning rate that a callback set in place of the schedule's; null where the schedule's holds.</summary>
    [JsonInclude]
    public double? FixedLearningRate { get; internal set; }

    /// <summary>The learning rate of the last update; null before the first one.</summary>
    [JsonInclude]
    public double? LastLearningRate { get; internal set; }

    /// <summary>The updates that the optimizer counts.</summary>
    [JsonInclude, JsonRequired]
    internal virtual long OptimizerSteps { get; set; }

    /// <summary>The optimizer's own numbers.</summary>
    [JsonInclude, JsonRequired]
    internal virtual double[] OptimizerScalars { get; set; } = [];

    /// <summary>The epoch with the best validation score, 0 for none yet.</summary>
    [JsonInclude, JsonRequired]
    public int BestEpoch { get; internal set; }

    /// <summary>That score.</summary>
    [JsonInclude, JsonRequired]
    public double BestScore { get; internal set; }

    /// <summary>How many evaluations in a row brought nothing better; early stopping looks at it.</summary>
    [JsonInclude, JsonRequired]
    public int EvaluationsWithoutGain { get; internal set; }

    /// <summary>Whether these can be the numbers of a training. The number of epochs is bounded before memory is taken for them.</summary>
    [JsonIgnore]
    internal bool IsSound =>
        this is { Epoch: >= 0 and < int.MaxValue / 4096, Batch: >= 0, Step: >= 0, Samples: >= 0, BestEpoch: >= 0 } && BestEpoch <= Epoch
        && RunningSums.Length > 0 && FixedLearningRate is null or (>= 0 and < double.PositiveInfinity);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TrainingNumbers))]
internal sealed partial class TrainingJson : JsonSerializerContext;
