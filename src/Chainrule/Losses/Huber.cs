using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Losses;

/// <summary>Huber's loss, quadratic near the target and linear far from it: with e = y − t, loss = (1/n)·Σ (½·e² where |e| ≤ δ, elsewhere
/// δ·(|e| − ½·δ)) for a sample of n outputs; gradient e/n, clamped to ±δ/n.</summary>
/// <remarks>Source: Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35(1), 1964, scaled as PyTorch's
/// <c>HuberLoss</c>: near the target it is half of <see cref="MeanSquaredError"/>.</remarks>
/// <param name="Delta">The error δ at which the parabola becomes a line.</param>
[Description("Huber's loss: squared error near the target, absolute error far from it.")]
[Example("{}"), Example("""{ "delta": 0.3 }""")]
public sealed record Huber([property: Description("The error at which the parabola becomes a line."), Bounds(Above = 0)] double Delta = 1)
    : ElementwiseLoss
{
    /// <inheritdoc/>
    protected override double Sum<T>(LossBatch<T> batch) => batch.Sum(new Element<T>(Numbers.Narrow<T>(Delta)));

    private readonly struct Element<T>(T delta) : IElementLoss<T>
    {
        public Vector<T> Value(Vector<T> y, Vector<T> t, out Vector<T> derivative)
        {
            Vector<T> error = y - t, size = Vector.Abs(error), limit = new(delta), half = VectorMath.Constant<T>(0.5);
            derivative = VectorMath.AtMost(VectorMath.AtLeast(error, -limit), limit);
            return Vector.ConditionalSelect(Vector.LessThanOrEqual(size, limit), half * error * error, limit * (size - half * limit));
        }
    }
}
