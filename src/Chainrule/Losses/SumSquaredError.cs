using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Losses;

/// <summary>Half the sum of squared errors: loss = ½·Σ (y − t)² for a sample; gradient y − t.</summary>
/// <remarks>The textbook's loss: the ½ cancels the 2 of the derivative. It differs from <see cref="MeanSquaredError"/> by the factor
/// n/2.</remarks>
[Description("Half the sum of squared errors.")]
public sealed record SumSquaredError : ElementwiseLoss
{
    /// <inheritdoc/>
    protected override bool IsMean => false;

    /// <inheritdoc/>
    protected override double Sum<T>(LossBatch<T> batch) => batch.Sum(new Element<T>());

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Value(Vector<T> y, Vector<T> t, out Vector<T> derivative)
        {
            Vector<T> error = y - t;
            derivative = error;
            return error * error * VectorMath.Constant<T>(0.5);
        }
    }
}
