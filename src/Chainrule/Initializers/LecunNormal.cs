using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Initializers;

/// <summary>w ~ N(0, 1 / fan_in): keeps the variance of activations through linear layers; not truncated.</summary>
/// <remarks>Source: LeCun, Bottou, Orr, Müller, "Efficient backprop", in Neural Networks: Tricks of the Trade, 1998.</remarks>
[Description("Normal with variance 1 / fan_in.")]
public sealed record LecunNormal : Initializer
{
    /// <inheritdoc/>
    public override double Draw(Fan fan, ref RandomStream random) => Math.Sqrt(1.0 / fan.In) * random.NextNormal();
}
