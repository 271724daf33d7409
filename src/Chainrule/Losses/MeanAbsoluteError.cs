using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels.Functions;

namespace Chainrule.Losses;

/// <summary>The mean absolute error over all elements: loss = (1/n)·Σ |y − t| for a sample of n outputs; gradient sign(y − t)/n, 0 at
/// the kink y = t.</summary>
[Description("Mean absolute error over all elements.")]
public sealed record MeanAbsoluteError : ElementwiseLoss
{
    private protected override double Elements<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, double scale) =>
        ElementLosses<T>.Sum(default(Element<T>), prediction, target, gradient, scale);

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Run(Vector<T> y, Vector<T> t, out Vector<T> gradient)
        {
            Vector<T> error = y - t, size = Vector.Abs(error);
            // Neither above nor below 0 leaves 0 and NaN, which stay what they are.
            gradient = Vector.ConditionalSelect(Vector.GreaterThan(size, Vector<T>.Zero), Vector.CopySign(Vector<T>.One, error), error);
            return size;
        }
    }
}
