using System.ComponentModel;

namespace Chainrule.Schedules;

/// <summary>The learning rate falls by a factor whenever the watched loss has not improved for more epochs than the patience lasts:
/// η ← max(η·factor, η_min). A loss improves when it is below best·(1 − threshold).</summary>
/// <remarks>As PyTorch's <c>ReduceLROnPlateau</c> with <c>mode="min"</c>, <c>threshold_mode="rel"</c>, <c>cooldown=0</c> and <c>eps=0</c>.
/// Watches the validation loss, or the training loss where nothing is validated. Epochs that end during the warm-up do not count.</remarks>
/// <example><code>new ReduceOnPlateau { Patience = 5 }</code></example>
[Description("The learning rate falls by a factor whenever the validation loss stops improving.")]
public sealed record ReduceOnPlateau : Schedule
{
    /// <summary>The factor; 0.1 by default.</summary>
    [Description("The factor."), Bounds(Above = 0, Below = 1)]
    public double Factor { get; init; } = 0.1;

    /// <summary>How many epochs without improvement are put up with; 10 by default.</summary>
    [Description("How many epochs without improvement are put up with."), Bounds(From = 0)]
    public int Patience { get; init; } = 10;

    /// <summary>The share of the best loss by which a loss must be lower to count as an improvement; 10⁻⁴ by default.</summary>
    [Description("The share of the best loss by which a loss must be lower to count as an improvement."), Bounds(From = 0)]
    public double Threshold { get; init; } = 1e-4;

    /// <summary>The rate η_min that is never undercut; 0 by default.</summary>
    [Description("The rate that is never undercut."), Bounds(From = 0)]
    public double MinimumRate { get; init; }

    /// <inheritdoc/>
    protected override CompiledSchedule Compile(RunLength run) => new CompiledReduceOnPlateau(this, run);
}

internal sealed class CompiledReduceOnPlateau(ReduceOnPlateau spec, RunLength run) : CompiledSchedule(run)
{
    private readonly double[] state = [run.BaseRate, double.PositiveInfinity, 0, 0];

    /// <summary>The rate, the best loss, the epochs since then and all epochs.</summary>
    public override Span<double> Scalars => state;

    public override void EpochEnded(double watchedLoss)
    {
        ref double rate = ref state[0], best = ref state[1], epochsWithout = ref state[2], epochs = ref state[3];
        epochs++;
        if (epochs * RunLength.StepsPerEpoch <= RunLength.WarmupSteps) return;
        if (watchedLoss < best * (1 - spec.Threshold))
        {
            best = watchedLoss;
            epochsWithout = 0;
            return;
        }
        epochsWithout++;
        if (epochsWithout <= spec.Patience) return;
        rate = Math.Min(rate, Math.Max(rate * spec.Factor, spec.MinimumRate));
        epochsWithout = 0;
    }

    protected override double RateAfterWarmup(long step) => state[0];
}
