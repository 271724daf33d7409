using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Initializers;

/// <summary>w ~ U(min, max), whatever the size of the layer.</summary>
/// <example><code>new Uniform { Min = -0.05, Max = 0.05 }</code></example>
[Description("Uniform between two bounds, whatever the size of the layer.")]
[Example("""{ "min": -1, "max": 1 }""")]
public sealed record Uniform : Initializer
{
    /// <summary>The lower bound.</summary>
    [Description("The lower bound."), Bounds]
    public required double Min { get; init; }

    /// <summary>The upper bound.</summary>
    [Description("The upper bound."), Bounds]
    public required double Max { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Min >= Max) throw new SpecException(this, "min", "must be below max");
    }

    /// <inheritdoc/>
    public override double Draw(Fan fan, ref RandomStream random) => Min + (Max - Min) * random.NextDouble();
}
