using System.ComponentModel;

namespace Chainrule.Schedules;

/// <summary>The learning rate stays what it is: η(t) = η. The default.</summary>
/// <example><code>new Constant { WarmupEpochs = 1 }</code></example>
[Description("The learning rate stays what it is.")]
public sealed record Constant : Schedule
{
    /// <inheritdoc/>
    protected override CompiledSchedule Compile(RunLength run) => new CompiledConstant(run);
}

internal sealed class CompiledConstant(RunLength run) : CompiledSchedule(run)
{
    protected override double RateAfterWarmup(long step) => RunLength.BaseRate;
}
