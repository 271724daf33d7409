using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Initializers;

/// <summary>w ~ N(0, 2 / (fan_in + fan_out)): keeps the variance of activations and of gradients through layers of tanh units.</summary>
/// <remarks>Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010; PyTorch's
/// <c>xavier_normal_</c>.</remarks>
[Description("Normal with variance 2 / (fan_in + fan_out), for tanh and sigmoid units.")]
public sealed record GlorotNormal : Initializer
{
    /// <inheritdoc/>
    public override double Draw(Fan fan, ref RandomStream random) => Math.Sqrt(2.0 / ((double)fan.In + fan.Out)) * random.NextNormal();
}
