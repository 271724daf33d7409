using System.ComponentModel;

namespace Chainrule.Schedules;

/// <summary>The learning rate rises along half a cosine from η/d to η, then falls along another one to η/(d·f). With N steps, the rise ends
/// at step p·N − 1 and the fall at step N − 1.</summary>
/// <remarks>As PyTorch's <c>OneCycleLR</c> with <c>anneal_strategy="cos"</c> and <c>max_lr</c> = η; the momentum stays what it is. Source:
/// Smith, Topin, "Super-convergence: very fast training of neural networks using large learning rates", 2018.</remarks>
/// <example><code>new OneCycle { WarmupShare = 0.25 }</code></example>
[Description("The learning rate rises along half a cosine to its base value, then falls along another one far below its start.")]
public sealed record OneCycle : Schedule
{
    /// <summary>The share p of the steps in which the rate rises; 0.3 by default.</summary>
    [Description("The share of the steps in which the rate rises."), Bounds(From = 0, To = 1)]
    public double WarmupShare { get; init; } = 0.3;

    /// <summary>What the base rate is divided by at the start, d; 25 by default.</summary>
    [Description("What the base rate is divided by at the start."), Bounds(Above = 0)]
    public double DivideFactor { get; init; } = 25;

    /// <summary>What the first rate is divided by at the end, f; 10⁴ by default.</summary>
    [Description("What the first rate is divided by at the end."), Bounds(Above = 0)]
    public double FinalDivideFactor { get; init; } = 1e4;

    /// <inheritdoc/>
    protected override CompiledSchedule Compile(RunLength run) => new CompiledOneCycle(this, run);
}

internal sealed class CompiledOneCycle(OneCycle spec, RunLength run) : CompiledSchedule(run)
{
    protected override double RateAfterWarmup(long step)
    {
        double top = spec.WarmupShare * RunLength.Steps - 1, last = RunLength.Steps - 1, at = Math.Min(step, last);
        double first = RunLength.BaseRate / spec.DivideFactor;
        // A rise of no length is over before it begins; so is a fall.
        if (top > 0 && at <= top) return Between(first, RunLength.BaseRate, at / top);
        return last > top ? Between(RunLength.BaseRate, first / spec.FinalDivideFactor, (at - top) / (last - top)) : RunLength.BaseRate;
    }

    /// <summary>Half a cosine from one rate to another.</summary>
    private static double Between(double from, double to, double share) => to + (from - to) / 2 * (1 + Math.Cos(Math.PI * share));
}
