using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Initializers;

/// <summary>All values the same: w = c.</summary>
/// <param name="Value">The value c.</param>
/// <example><code>new ConstantValue(0.1)</code></example>
[Description("All values the same.")]
[Example("""{ "value": 0.1 }""")]
public sealed record ConstantValue([property: Description("The value."), Bounds] double Value) : Initializer
{
    /// <inheritdoc/>
    public override double Draw(Fan fan, ref RandomStream random) => Value;
}
