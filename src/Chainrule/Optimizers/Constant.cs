using System.ComponentModel;

namespace Chainrule.Optimizers;

/// <summary>The learning rate stays what it is: η(t) = η. The default.</summary>
/// <example><code>new Constant { WarmupEpochs = 1 }</code></example>
[Description("The learning rate stays what it is.")]
public sealed record Constant : Schedule
{
    /// <inheritdoc/>
    protected override CompiledSchedule Compile(Course course) => new CompiledConstant(course);
}

internal sealed class CompiledConstant(Course course) : CompiledSchedule(course)
{
    protected override double RateAfterWarmup(long step) => Course.BaseRate;
}
