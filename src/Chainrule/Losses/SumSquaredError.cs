using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels.Functions;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Losses;

/// <summary>Half the sum of squared errors: loss = ½·Σ (y − t)² for a sample; gradient y − t.</summary>
/// <remarks>The textbook's loss: the ½ cancels the 2 of the derivative. It differs from <see cref="MeanSquaredError"/> by the factor
/// n/2.</remarks>
[Description("Half the sum of squared errors.")]
public sealed record SumSquaredError : ElementwiseLoss
{
    private protected override bool IsMean => false;

    private protected override double Elements<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient, double scale) =>
        ElementLosses<T>.Sum(default(Element<T>), prediction, target, gradient, scale);

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Run(Vector<T> y, Vector<T> t, out Vector<T> gradient)
        {
            Vector<T> error = y - t;
            gradient = error;
            return error * error * Lanes.All<T>(0.5);
        }
    }
}
