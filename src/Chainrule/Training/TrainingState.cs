using System.Numerics;
using Chainrule.Layers;
using Chainrule.Optimizers;

namespace Chainrule.Training;

/// <summary>Everything that a training is besides the network's weights and buffers: whoever saves both can go on later with the same bits.</summary>
/// <remarks>Random numbers are functions of seed, epoch and step, so they need no saving.</remarks>
public sealed class TrainingState<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The state before the first step.</summary>
    public TrainingState(Network<T> network, Optimizer optimizer, int metrics)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.Validate();
        Optimizer = optimizer.Compile<T>(network.Weights.Length);
        Running = new RunningScores(metrics);
    }

    /// <summary>The optimizer with its own state.</summary>
    public CompiledOptimizer<T> Optimizer { get; }

    /// <summary>The epochs that are done.</summary>
    public int Epoch { get; set; }

    /// <summary>The batches of the epoch under way that are done.</summary>
    public int Batch { get; set; }

    /// <summary>The updates made.</summary>
    public long Step { get; set; }

    /// <summary>The seconds spent, evaluation included.</summary>
    public double Seconds { get; set; }

    /// <summary>The seconds spent on updates alone.</summary>
    public double TrainingSeconds { get; set; }

    /// <summary>The samples that went through an update.</summary>
    public long Samples { get; set; }

    /// <summary>The sums over the epoch under way.</summary>
    public RunningScores Running { get; }

    /// <summary>The epochs so far.</summary>
    public List<EpochRecord> Epochs { get; init; } = [];

    /// <summary>The state of a schedule that has one.</summary>
    public double[] ScheduleScalars { get; set; } = [];

    /// <summary>The evaluation under way, where one was cancelled; it is not saved, and without it the validation part is measured from its beginning.</summary>
    internal PartialEvaluation Evaluation { get; } = new();

    /// <summary>Whether this is the state that the training ends with, which is the last one to be saved.</summary>
    public bool IsEnd { get; internal set; }

    /// <summary>The epoch with the best validation score, 0 for none yet.</summary>
    public int BestEpoch { get; set; }

    /// <summary>That score.</summary>
    public double BestScore { get; set; }

    /// <summary>The weights after that epoch; null where nothing was validated.</summary>
    public T[]? BestWeights { get; set; }

    /// <summary>The buffers after that epoch, in the network's order.</summary>
    public IReadOnlyList<T[]>? BestBuffers { get; set; }

    /// <summary>How many evaluations in a row brought nothing better; early stopping looks at it.</summary>
    public int EvaluationsWithoutGain { get; set; }
}
