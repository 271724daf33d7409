using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Training;

/// <summary>Looks at some steps of a training, at the network that it was made for. It must not change what it sees: a training that is
/// watched gives the same bits as one that is not.</summary>
public abstract class StepObserver<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether a step is to be shown. It is asked before every one, so the answer should be quick; it should depend on nothing but
    /// the step, so that a training that is resumed is seen at the same steps.</summary>
    /// <param name="step">The step, counted from 1.</param>
    public abstract bool Wants(long step);

    /// <summary>Sees the network with the gradients of a batch, not clipped yet, and the weights that they are the gradients of.</summary>
    /// <param name="step">The step, counted from 1.</param>
    /// <param name="team">The threads to use.</param>
    public abstract void BeforeUpdate(long step, Team team);

    /// <summary>Sees the network with the weights that the update made.</summary>
    /// <param name="step">The step, counted from 1.</param>
    public abstract void AfterUpdate(long step);
}
