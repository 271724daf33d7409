using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Chainrule.Schedules;

/// <summary>The description of how the learning rate changes during training. It rises linearly to the base rate during the warm-up:
/// at step s of W warm-up steps it is base·(s + 1)/W. Then the schedule itself starts, at t = 0; t counts epochs, with fractions, and
/// T is their number from the end of the warm-up to the end of training.</summary>
/// <remarks>A schedule is one file: a record derived from this one, the class that runs it, and its line here.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Constant), "constant")]
[JsonDerivedType(typeof(StepDecay), "step")]
[JsonDerivedType(typeof(Exponential), "exponential")]
[JsonDerivedType(typeof(LinearDecay), "linear")]
[JsonDerivedType(typeof(Cosine), "cosine")]
[JsonDerivedType(typeof(OneCycle), "one_cycle")]
[JsonDerivedType(typeof(ReduceOnPlateau), "reduce_on_plateau")]
public abstract record Schedule : Spec
{
    /// <summary>Reads a schedule as it prints: <c>StepDecay(10, gamma: 0.5)</c>.</summary>
    /// <exception cref="SpecFormatException">The text is no schedule; the message says where, and what is expected there.</exception>
    public static Schedule Parse(string text) => Parse(text, ScheduleJson.Default.Schedule);

    /// <summary>How long the learning rate takes to rise to the base rate, in epochs, rounded to whole steps; 0 by default.</summary>
    [Description("How many epochs the learning rate takes to rise to its base value."), Bounds(From = 0)]
    public double WarmupEpochs { get; init; }

    /// <summary>Compiles the schedule for a training run.</summary>
    /// <param name="baseRate">The optimizer's learning rate.</param>
    /// <param name="totalSteps">The number of steps of the whole run.</param>
    /// <param name="stepsPerEpoch">The number of steps of an epoch.</param>
    public CompiledSchedule Compile(double baseRate, long totalSteps, long stepsPerEpoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(totalSteps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepsPerEpoch);
        long warmup = (long)Math.Round(WarmupEpochs * stepsPerEpoch);
        return Compile(new RunLength(baseRate, warmup, Math.Max(0, totalSteps - warmup), stepsPerEpoch));
    }

    /// <summary>Compiles the schedule for a training run.</summary>
    protected abstract CompiledSchedule Compile(RunLength run);
}

/// <summary>What a schedule knows of a training run.</summary>
/// <param name="BaseRate">The optimizer's learning rate.</param>
/// <param name="WarmupSteps">The number of steps of the warm-up.</param>
/// <param name="Steps">The number of steps after the warm-up.</param>
/// <param name="StepsPerEpoch">The number of steps of an epoch.</param>
public readonly record struct RunLength(double BaseRate, long WarmupSteps, long Steps, long StepsPerEpoch)
{
    /// <summary>The share t/T of the run after the warm-up after which a step comes, at most 1.</summary>
    /// <param name="step">The step, counted from the end of the warm-up.</param>
    public double Share(long step) => step >= Steps ? 1 : (double)step / Steps;
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Schedule))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
