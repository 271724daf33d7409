using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels.Functions;

namespace Chainrule.Losses;

/// <summary>The mean squared error over all elements: loss = (1/n)·Σ (y − t)² for a sample of n outputs; gradient 2·(y − t)/n.</summary>
[Description("Mean squared error over all elements.")]
public sealed record MeanSquaredError : ElementwiseLoss
{
    private protected override double Elements<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, double scale) =>
        ElementLosses<T>.Sum(default(Element<T>), prediction, target, gradient, scale);

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Run(Vector<T> y, Vector<T> t, out Vector<T> gradient)
        {
            Vector<T> error = y - t;
            gradient = error + error;
            return error * error;
        }
    }
}
