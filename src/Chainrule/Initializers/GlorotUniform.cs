using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Initializers;

/// <summary>w ~ U(−a, a) with a = √(6 / (fan_in + fan_out)), so the variance is 2 / (fan_in + fan_out).</summary>
/// <remarks>Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010; PyTorch's
/// <c>xavier_uniform_</c>.</remarks>
[Description("Uniform with variance 2 / (fan_in + fan_out), for tanh and sigmoid units.")]
public sealed record GlorotUniform : Initializer
{
    /// <inheritdoc/>
    public override double Draw(Fan fan, ref RandomStream random) =>
        Math.Sqrt(6.0 / ((double)fan.In + fan.Out)) * (2 * random.NextDouble() - 1);
}
