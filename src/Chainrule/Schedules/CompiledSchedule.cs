namespace Chainrule.Schedules;

/// <summary>A schedule made ready for one training run.</summary>
/// <param name="run">What it knows of the run.</param>
public abstract class CompiledSchedule(RunLength run)
{
    /// <summary>What the schedule knows of the run.</summary>
    protected RunLength RunLength { get; } = run;

    /// <summary>Numbers that belong to the state and are saved with it; empty where the rate depends on the step alone.</summary>
    public virtual Span<double> Scalars => [];

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">The step of the run, counted from 0.</param>
    public double RateAt(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return step < RunLength.WarmupSteps
            ? RunLength.BaseRate * (step + 1) / RunLength.WarmupSteps
            : RateAfterWarmup(step - RunLength.WarmupSteps);
    }

    /// <summary>Tells the schedule that an epoch has ended. Most schedules do not care.</summary>
    /// <param name="watchedLoss">The validation loss after the epoch, or the training loss where nothing is validated.</param>
    public virtual void EpochEnded(double watchedLoss)
    {
    }

    /// <summary>The learning rate of a step after the warm-up.</summary>
    /// <param name="step">The step, counted from the end of the warm-up.</param>
    protected abstract double RateAfterWarmup(long step);
}
