using System.ComponentModel;

namespace Chainrule.Schedules;

/// <summary>The learning rate goes in a straight line from one factor of the base rate to another: η(t) = η·(a + (b − a)·t/T).</summary>
/// <remarks>At whole epochs the same as PyTorch's <c>LinearLR</c> over the whole run.</remarks>
/// <example><code>new LinearDecay { EndFactor = 0.1 }</code></example>
[Description("The learning rate goes in a straight line from one factor of the base rate to another.")]
public sealed record LinearDecay : Schedule
{
    /// <summary>The factor a at the start; 1 by default.</summary>
    [Description("The factor at the start."), Bounds(From = 0)]
    public double StartFactor { get; init; } = 1;

    /// <summary>The factor b at the end; 0 by default.</summary>
    [Description("The factor at the end."), Bounds(From = 0)]
    public double EndFactor { get; init; }

    /// <inheritdoc/>
    protected override CompiledSchedule Compile(RunLength run) => new CompiledLinearDecay(this, run);
}

internal sealed class CompiledLinearDecay(LinearDecay spec, RunLength run) : CompiledSchedule(run)
{
    protected override double RateAfterWarmup(long step) =>
        RunLength.BaseRate * (spec.StartFactor + (spec.EndFactor - spec.StartFactor) * RunLength.Share(step));
}
