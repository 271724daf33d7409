using Chainrule.Kernels;

namespace Chainrule.Initializers;

/// <summary>All values one: w = 1. The start of the scale of a normalisation.</summary>
internal sealed record Ones : Initializer
{
    /// <inheritdoc/>
    public override double Draw(Fan fan, ref RandomStream random) => 1;
}
