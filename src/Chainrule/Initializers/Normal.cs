using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Initializers;

/// <summary>w ~ N(μ, σ²), whatever the size of the layer; not truncated.</summary>
/// <param name="Std">The standard deviation σ.</param>
/// <example><code>new Normal(0.01)</code></example>
[Description("Normal, whatever the size of the layer.")]
public sealed record Normal([property: Description("Standard deviation."), Bounds(From = 0)] double Std = 1) : Initializer
{
    /// <summary>The mean μ; 0 by default.</summary>
    [Description("Mean."), Bounds]
    public double Mean { get; init; }

    /// <inheritdoc/>
    public override double Draw(Fan fan, ref RandomStream random) => Mean + Std * random.NextNormal();
}
