using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Chainrule.Layers;

/// <summary>Branches over the same input, their outputs joined: y = (f₁(x), …, fₙ(x)).</summary>
/// <remarks>Outputs are joined along their first dimension: features, or the channels of images; their other extents must be equal. A
/// branch of several layers is a <see cref="Sequential"/>, one that passes its input on is an <see cref="Identity"/>. Backward: each
/// branch gets its part dyᵢ of dy, and dx = Σ (∂fᵢ/∂x)ᵀ·dyᵢ, the first branch first. Source: Szegedy et al., "Going deeper with
/// convolutions", CVPR 2015.</remarks>
/// <example><code>new Concat([new Conv2d(8), new Sequential([new Conv2d(4), new ReLU()])])</code></example>
/// <param name="Branches">The branches; at least two.</param>
[Description("Branches over the same input, their outputs joined along features or channels.")]
[Example("""{ "branches": [{ "type": "sequential", "layers": [{ "type": "linear", "units": 4 }, { "type": "tanh" }, """
    + """{ "type": "linear", "units": 2 }] }, { "type": "linear", "units": 3 }, { "type": "sigmoid" }] }""", 3)]
[Example("""{ "branches": [{ "type": "identity" }, { "type": "sequential", "layers": [] }] }""", 2, 3, 3)]
[Example("""{ "branches": [{ "type": "conv2d", "filters": 2 }, { "type": "max_pool2d", "size": 3, "stride": 1 }] }""", 2, 5, 4)]
public sealed record Concat([property: Description("The branches; one of several layers is a sequential.")] IReadOnlyList<Layer> Branches)
    : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<Layer> Inner => Branches;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsBranching => true;

    /// <summary>Whether the other one has equal branches in the same order.</summary>
    public bool Equals(Concat? other) => other is not null && Branches.SequenceEqual(other.Branches);

    /// <inheritdoc/>
    public override int GetHashCode() => Branches.Aggregate(Branches.Count, HashCode.Combine);

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireList(Branches, "branches");
        base.Validate();
        if (Branches.Count < 2)
            throw new SpecException(this, "branches", $"needs at least two branches, but has {Branches.Count}; "
                + "layers one after another are a sequential");
    }

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) =>
        Layers.Branches.LimitsFor(Branches, inputs);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => CompiledBranches<T>.Compile(builder, Branches);

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) =>
        Layers.Branches.Lower(graph, [.. Branches.Select((branch, i) => graph.Lower(i, branch, x))]);
}
