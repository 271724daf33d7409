using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Schedules;

namespace Chainrule.Training;

/// <summary>The training under way, as callbacks see it.</summary>
public sealed class TrainingContext<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CompiledSchedule schedule;

    internal TrainingContext(Trainer<T> trainer, TrainingState<T> state, CompiledSchedule schedule, Team team, int batches, long steps)
    {
        (Trainer, State, this.schedule, Team, Batches, Steps) = (trainer, state, schedule, team, batches, steps);
        Epochs = checked((int)((steps + batches - 1) / batches));
        Epoch = state.Epoch + 1;
    }

    /// <summary>The trainer.</summary>
    public Trainer<T> Trainer { get; }

    /// <summary>The network that is trained. Changing its weights is up to the optimizer.</summary>
    public Network<T> Network => Trainer.Network;

    /// <summary>The state, which can be saved in every method but <see cref="Callback{T}.OnGradients"/>.</summary>
    public TrainingState<T> State { get; }

    /// <summary>The threads of the training, for work of the callback's own.</summary>
    public Team Team { get; }

    /// <summary>The epoch under way, counted from 1; in <see cref="Callback{T}.OnEpochEnd"/> the one that has just ended.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The epochs in all.</summary>
    public int Epochs { get; }

    /// <summary>The batches of this epoch that are done; 0 once the epoch has its record.</summary>
    public int Batch => State.Batch;

    /// <summary>The batches of an epoch.</summary>
    public int Batches { get; }

    /// <summary>The updates made since the training began.</summary>
    public long Step => State.Step;

    /// <summary>The updates in all.</summary>
    public long Steps { get; }

    /// <summary>The number of samples in the last batch.</summary>
    public int BatchSize { get; internal set; }

    /// <summary>The loss of the last batch before its update, as the loss reduces it; NaN before the first one of this session.</summary>
    public double Loss { get; internal set; } = double.NaN;

    /// <summary>The last scores on the validation part in this session; null where nothing is validated, or not yet.</summary>
    public Scores? Validation { get; internal set; }

    /// <summary>The record of the last epoch that is done; null before the first.</summary>
    public EpochRecord? LastEpoch => State.Epochs is [.., var last] ? last : null;

    /// <summary>How the training ended; null until it has.</summary>
    public History? History { get; internal set; }

    /// <summary>Whether <see cref="Stop"/> was called.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>The learning rate of the next update; in <see cref="Callback{T}.OnGradients"/> of the one under way. One that is set takes
    /// the place of the schedule's until it is set again or released; it is part of the state, so that a training that is resumed goes on
    /// with it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double LearningRate
    {
        get => State.FixedLearningRate ?? schedule.RateAt(State.Step);
        set
        {
            if (!double.IsFinite(value) || value < 0)
                throw new ArgumentOutOfRangeException(nameof(value), value, "A learning rate is a finite number of at least 0.");
            State.FixedLearningRate = value;
        }
    }

    /// <summary>Gives the learning rate back to the schedule.</summary>
    public void ReleaseLearningRate() => State.FixedLearningRate = null;

    /// <summary>Ends the training after the step under way; called after an epoch or an evaluation, after that. Everything up to then is
    /// kept, the status is <see cref="TrainingStatus.Stopped"/>, and training can go on from the state.</summary>
    public void Stop() => IsStopping = true;
}
