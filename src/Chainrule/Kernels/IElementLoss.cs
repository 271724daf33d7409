using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>The loss of one element and its derivative, for as many neighbours as fit a vector: what
/// <c>LossBatch.Sum</c> takes.</summary>
/// <remarks>Each lane is one element and does not see the others; see <see cref="IActivation{T}"/> for what to write it with. Lanes after
/// the last element hold zeros, and what becomes of them is left out.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public interface IElementLoss<T>
{
    /// <summary>The loss of predictions against targets, and its derivative with respect to the predictions.</summary>
    Vector<T> Value(Vector<T> prediction, Vector<T> target, out Vector<T> derivative);
}
