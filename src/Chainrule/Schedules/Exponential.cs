using System.ComponentModel;

namespace Chainrule.Schedules;

/// <summary>The learning rate falls by a factor per epoch, a little at every step: η(t) = η·γᵗ.</summary>
/// <remarks>At whole epochs the same as PyTorch's <c>ExponentialLR</c>.</remarks>
/// <param name="Gamma">The factor γ per epoch.</param>
/// <example><code>new Exponential(0.95)</code></example>
[Description("The learning rate falls by a factor per epoch, a little at every step.")]
[Example("""{ "gamma": 0.9 }""")]
public sealed record Exponential([property: Description("The factor per epoch."), Bounds(Above = 0)] double Gamma) : Schedule
{
    /// <inheritdoc/>
    protected override CompiledSchedule Compile(RunLength run) => new CompiledExponential(this, run);
}

internal sealed class CompiledExponential(Exponential spec, RunLength run) : CompiledSchedule(run)
{
    protected override double RateAfterWarmup(long step) =>
        RunLength.BaseRate * Math.Pow(spec.Gamma, (double)step / RunLength.StepsPerEpoch);
}
