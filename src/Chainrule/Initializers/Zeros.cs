using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Initializers;

/// <summary>All values zero: w = 0. The usual start of biases.</summary>
[Description("All values 0.")]
public sealed record Zeros : Initializer
{
    /// <inheritdoc/>
    public override double Draw(Fan fan, ref RandomStream random) => 0;
}
