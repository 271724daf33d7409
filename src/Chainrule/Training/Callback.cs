using System.Numerics;

namespace Chainrule.Training;

/// <summary>Follows a training: looks, logs, saves, sets the learning rate, stops it. Derive from it, override what is needed, and add it
/// to <see cref="Trainer{T}.Callbacks"/>; what is not overridden costs nothing worth measuring.</summary>
/// <remarks>Callbacks run on the thread that trains, in the order of the list. One that only looks does not change a bit. An exception in
/// one ends the training with that exception; the state is then the one before the step or after it, and training can go on from it.
/// </remarks>
/// <example><code>internal sealed class StopAtAccuracy(double enough) : Callback&lt;float&gt;
/// {
///     public override void OnEvaluate(TrainingContext&lt;float&gt; training)
///     {
///         if (training.Validation!["accuracy"] >= enough) training.Stop();
///     }
/// }</code></example>
public abstract class Callback<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Before the first step of this session, which may be one that goes on with an earlier one.</summary>
    /// <param name="training">The training under way.</param>
    public virtual void OnTrainBegin(TrainingContext<T> training)
    {
    }

    /// <summary>Within a step: the network has the gradients of a batch, not clipped yet, and the weights that they are the gradients of;
    /// the update is still to come. Nothing can be saved here.</summary>
    /// <param name="training">The training under way; <see cref="TrainingContext{T}.Step"/> does not count this step yet.</param>
    public virtual void OnGradients(TrainingContext<T> training)
    {
    }

    /// <summary>After a step.</summary>
    /// <param name="training">The training under way.</param>
    public virtual void OnBatchEnd(TrainingContext<T> training)
    {
    }

    /// <summary>After the validation part was measured, at the end of an epoch that has no record yet.</summary>
    /// <param name="training">The training under way, with the scores in <see cref="TrainingContext{T}.Validation"/>.</param>
    public virtual void OnEvaluate(TrainingContext<T> training)
    {
    }

    /// <summary>After an epoch, with its record in <see cref="TrainingContext{T}.LastEpoch"/>.</summary>
    /// <param name="training">The training under way.</param>
    public virtual void OnEpochEnd(TrainingContext<T> training)
    {
    }

    /// <summary>Between two steps whenever a checkpoint is due (<see cref="TrainingOptions.CheckpointEvery"/>), and at the end
    /// (<see cref="TrainingState{T}.IsEnd"/>). Where the training ends within an epoch, the last one comes before that epoch is closed, so
    /// that a longer training can go on from it; where it diverges, there is none at the end.</summary>
    /// <param name="training">The training under way.</param>
    public virtual void OnCheckpoint(TrainingContext<T> training)
    {
    }

    /// <summary>At the end, however it came about (<see cref="TrainingContext{T}.History"/>), unless it was an exception.</summary>
    /// <param name="training">The training that has ended.</param>
    public virtual void OnTrainEnd(TrainingContext<T> training)
    {
    }
}
