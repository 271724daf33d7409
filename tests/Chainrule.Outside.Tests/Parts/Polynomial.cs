using System.ComponentModel;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>A schedule that falls to 0 along a power: η(t) = η·(1 − t/T)^p.</summary>
/// <param name="Power">The power p.</param>
[Description("The learning rate falls to 0 along a power of what is left of the training.")]
public sealed record Polynomial([property: Description("The power."), Bounds(Above = 0)] double Power = 2) : Schedule
{
    protected override CompiledSchedule Compile(RunLength run) => new Compiled(Power, run);

    private sealed class Compiled(double power, RunLength run) : CompiledSchedule(run)
    {
        protected override double RateAfterWarmup(long step) => RunLength.BaseRate * Math.Pow(1 - RunLength.Share(step), power);
    }
}
