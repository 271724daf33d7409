using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Initializers;

/// <summary>w ~ N(0, 2 / fan_in): keeps the variance of activations through layers of rectified units.</summary>
/// <remarks>Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015.</remarks>
[Description("Normal with variance 2 / fan_in, for rectified units.")]
public sealed record HeNormal : Initializer
{
    /// <inheritdoc/>
    public override double Draw(Fan fan, ref RandomStream random) => Math.Sqrt(2.0 / fan.In) * random.NextNormal();
}
