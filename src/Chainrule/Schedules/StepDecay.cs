using System.ComponentModel;

namespace Chainrule.Schedules;

/// <summary>The learning rate falls by a factor at regular intervals: η(t) = η·γ^⌊t/s⌋.</summary>
/// <remarks>With a whole number of epochs s, as PyTorch's <c>StepLR</c>.</remarks>
/// <param name="StepSize">The interval s, in epochs; fractions are allowed.</param>
/// <example><code>new StepDecay(30) { Gamma = 0.1 }</code></example>
[Description("The learning rate falls by a factor at regular intervals.")]
[Example("""{ "step_size": 2 }""")]
public sealed record StepDecay([property: Description("The interval, in epochs."), Bounds(Above = 0)] double StepSize) : Schedule
{
    /// <summary>The factor γ; 0.1 by default.</summary>
    [Description("The factor."), Bounds(Above = 0)]
    public double Gamma { get; init; } = 0.1;

    /// <inheritdoc/>
    protected override CompiledSchedule Compile(RunLength run) => new CompiledStepDecay(this, run);
}

internal sealed class CompiledStepDecay(StepDecay spec, RunLength run) : CompiledSchedule(run)
{
    /// <summary>So that an interval such as 0.7 epochs of 10 steps ends after 7 steps, whichever way the product was rounded.</summary>
    private const double Rounding = 1e-9;

    protected override double RateAfterWarmup(long step) =>
        RunLength.BaseRate * Math.Pow(spec.Gamma, Math.Floor(step / (spec.StepSize * RunLength.StepsPerEpoch) + Rounding));
}
