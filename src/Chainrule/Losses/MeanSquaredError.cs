using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Losses;

/// <summary>The mean squared error over all elements: loss = (1/n)·Σ (y − t)² for a sample of n outputs; gradient 2·(y − t)/n.</summary>
[Description("Mean squared error over all elements.")]
public sealed record MeanSquaredError : ElementwiseLoss
{
    /// <inheritdoc/>
    protected override double Sum<T>(LossBatch<T> batch) => batch.Sum(new Element<T>());

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Value(Vector<T> y, Vector<T> t, out Vector<T> derivative)
        {
            Vector<T> error = y - t;
            derivative = error + error;
            return error * error;
        }
    }
}
