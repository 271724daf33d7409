using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Losses;

/// <summary>The mean absolute error over all elements: loss = (1/n)·Σ |y − t| for a sample of n outputs; gradient sign(y − t)/n, 0 at
/// the kink y = t.</summary>
[Description("Mean absolute error over all elements.")]
public sealed record MeanAbsoluteError : ElementwiseLoss
{
    /// <inheritdoc/>
    protected override double Sum<T>(LossBatch<T> batch) => batch.Sum(new Element<T>());

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Value(Vector<T> y, Vector<T> t, out Vector<T> derivative)
        {
            Vector<T> error = y - t, size = Vector.Abs(error);
            // Neither above nor below 0 leaves 0 and NaN, which stay what they are.
            derivative = Vector.ConditionalSelect(Vector.GreaterThan(size, Vector<T>.Zero), Vector.CopySign(Vector<T>.One, error), error);
            return size;
        }
    }
}
