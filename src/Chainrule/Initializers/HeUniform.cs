using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Initializers;

/// <summary>w ~ U(−a, a) with a = √(6 / fan_in), so the variance is 2 / fan_in: keeps the variance of activations through layers of
/// rectified units.</summary>
/// <remarks>Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015; PyTorch's <c>kaiming_uniform_</c> for ReLU.</remarks>
[Description("Uniform with variance 2 / fan_in, for rectified units.")]
public sealed record HeUniform : Initializer
{
    /// <inheritdoc/>
    public override double Draw(Fan fan, ref RandomStream random) => Math.Sqrt(6.0 / fan.In) * (2 * random.NextDouble() - 1);
}
