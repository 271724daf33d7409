using System.ComponentModel;

namespace Chainrule.Schedules;

/// <summary>The learning rate falls along half a cosine: η(t) = η_min + (η − η_min)·(1 + cos(π·t/T))/2.</summary>
/// <remarks>At whole epochs the same as PyTorch's <c>CosineAnnealingLR</c> over the whole run. Source: Loshchilov, Hutter, "SGDR:
/// stochastic gradient descent with warm restarts", ICLR 2017, without the restarts.</remarks>
/// <example><code>new Cosine { WarmupEpochs = 1 }</code></example>
[Description("The learning rate falls along half a cosine.")]
public sealed record Cosine : Schedule
{
    /// <summary>The rate η_min at the end; 0 by default.</summary>
    [Description("The rate at the end."), Bounds(From = 0)]
    public double MinimumRate { get; init; }

    /// <inheritdoc/>
    protected override CompiledSchedule Compile(RunLength run) => new CompiledCosine(this, run);
}

internal sealed class CompiledCosine(Cosine spec, RunLength run) : CompiledSchedule(run)
{
    protected override double RateAfterWarmup(long step) =>
        spec.MinimumRate + (RunLength.BaseRate - spec.MinimumRate) * (1 + Math.Cos(Math.PI * RunLength.Share(step))) / 2;
}
