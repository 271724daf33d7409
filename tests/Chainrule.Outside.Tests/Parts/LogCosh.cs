using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>An element-wise loss, squared near the target and absolute far from it: with e = y − t, loss = (1/n)·Σ ln cosh e for a sample
/// of n outputs; gradient tanh(e)/n.</summary>
/// <remarks>ln cosh e = |e| + ln(1 + e^(−2|e|)) − ln 2, which does not overflow.</remarks>
[Description("The logarithm of the hyperbolic cosine of the error.")]
public sealed record LogCosh : ElementwiseLoss
{
    protected override double Sum<T>(LossBatch<T> batch) => batch.Sum(new Element<T>());

    private readonly struct Element<T> : IElementLoss<T>
    {
        public Vector<T> Value(Vector<T> y, Vector<T> t, out Vector<T> derivative)
        {
            Vector<T> error = y - t, size = Vector.Abs(error);
            derivative = VectorMath.Tanh(error);
            return size + VectorMath.Softplus(-size - size) - VectorMath.Constant<T>(0.6931471805599453);
        }
    }
}
