using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Chainrule.Layers;

/// <summary>Branches over slices of the input, their outputs joined: y = (f₁(x₁), …, fₙ(xₙ)), where x is x₁, …, xₙ one after another. So a
/// network takes several inputs, such as an image and some numbers about it, side by side in one row.</summary>
/// <remarks>The slices follow each other in the order of the input's values and cover it exactly: those of a row of features, or the
/// channels of an image. Each one gives its values a shape. Outputs are joined along their first dimension, features or channels; their
/// other extents must be equal. Backward: each branch gets its part dyᵢ of dy, and dxᵢ = (∂fᵢ/∂xᵢ)ᵀ·dyᵢ.</remarks>
/// <example><code>new ParallelSlices([
///     new Slice("image", [1, 28, 28], [new Conv2d(8), new ReLU(), new Flatten()]),
///     new Slice("columns", [12], [new Linear(16), new ReLU()]),
/// ])</code></example>
/// <param name="Slices">The slices of the input, one after another.</param>
[Description("Branches over slices of the input, their outputs joined along features or channels.")]
[Example("""{ "slices": [{ "name": "image", "shape": [1, 3, 4], "layers": [{ "type": "conv2d", "filters": 2 }, """
    + """{ "type": "flatten" }] }, { "name": "numbers", "shape": 2, "layers": [{ "type": "linear", "units": 3 }, { "type": "tanh" }] }, """
    + """{ "name": "rest", "shape": 1, "layers": [] }] }""", 15)]
[Example("""{ "slices": [{ "name": "colours", "shape": [2, 3, 3], "layers": [{ "type": "sigmoid" }] }, """
    + """{ "name": "depth", "shape": [1, 3, 3], "layers": [{ "type": "conv2d", "filters": 2, "padding": "same" }] }] }""", 3, 3, 3)]
public sealed record ParallelSlices([property: Description("The slices of the input, one after another.")] IReadOnlyList<Slice> Slices)
    : Layer
{
    /// <summary>The layers of each slice, as a <see cref="Sequential"/>.</summary>
    [JsonIgnore]
    public override IReadOnlyList<Layer> Inner => [.. Slices.Select(slice => new Sequential(slice.Layers))];

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsBranching => true;

    /// <summary>The names of the slices.</summary>
    [JsonIgnore]
    public override IReadOnlyList<string> BranchNames => [.. Slices.Select(slice => slice.Name)];

    /// <summary>Whether the other one has equal slices in the same order.</summary>
    public bool Equals(ParallelSlices? other) => other is not null && Slices.SequenceEqual(other.Slices);

    /// <inheritdoc/>
    public override int GetHashCode() => Slices.Aggregate(Slices.Count, HashCode.Combine);

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireList(Slices, "slices");
        base.Validate();
        if (Slices.Count == 0) throw new SpecException(this, "slices", "needs at least one slice");
        if (Slices.GroupBy(slice => slice.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new SpecException(this, "slices", $"names '{twice.Key}' twice; every slice has a name of its own");
    }

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) =>
        Layers.Branches.LimitsFor(Inner, inputs);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
    {
        long covered = Slices.Sum(slice => (long)slice.Shape.Size);
        if (covered != builder.Input.Size)
            throw builder.Misfit(
                $"{covered} values, as many as its slices have "
                    + $"({string.Join(" + ", Slices.Select(slice => $"{slice.Name} {slice.Shape}"))})",
                covered < builder.Input.Size
                    ? $"Say what the last {builder.Input.Size - covered} are for: slices follow each other and cover the whole input."
                    : "Let the slices have fewer values: they follow each other and do not overlap.");
        return CompiledBranches<T>.Compile(builder, Inner, [.. Slices.Select(slice => slice.Shape)]);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x)
    {
        GraphValue flat = x.Shape.Rank == 1 ? x : graph.Apply("Flatten", [x], [x.Shape.Size], ("axis", 1));
        int from = 0;
        List<GraphValue> outputs = [];
        foreach ((int index, Layer layers) in Inner.Index())
        {
            Shape shape = Slices[index].Shape;
            GraphValue part = graph.Apply("Slice",
                [flat, graph.Indices("from", from), graph.Indices("to", from += shape.Size), graph.Indices("axis", 1)], [shape.Size]);
            // 0 stands for the batch.
            if (shape.Rank != 1) part = graph.Apply("Reshape", [part, graph.Indices("shape", [0, .. shape])], shape);
            outputs.Add(graph.Lower(index, layers, part));
        }
        return Layers.Branches.Lower(graph, outputs);
    }
}

/// <summary>A slice of the input of a <see cref="ParallelSlices"/>, and the layers over it.</summary>
/// <param name="Name">What the values are, for messages and readers.</param>
/// <param name="Shape">The shape of the values, such as <c>[1, 28, 28]</c>; so many of them there are.</param>
/// <param name="Layers">The layers over them, the first one first; where there are none, the values are passed on.</param>
[Description("A slice of the input and the layers over it.")]
public sealed record Slice(
    [property: Description("What the values are.")] string Name,
    [property: Description("The shape of the values: a number of features, or [channels, height, width].")] Shape Shape,
    [property: Description("The layers over the slice, the first one first.")] IReadOnlyList<Layer> Layers) : Spec
{
    /// <summary>Whether the other one has the same name and shape, and equal layers in the same order.</summary>
    public bool Equals(Slice? other) =>
        other is not null && Name == other.Name && Shape == other.Shape && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => Layers.Aggregate(HashCode.Combine(Name, Shape), HashCode.Combine);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Layers is null) throw new SpecException(this, "layers", "is null; expected a list");
        if (string.IsNullOrWhiteSpace(Name)) throw new SpecException(this, "name", "is empty; say what the values are");
        if (Shape.Rank == 0) throw new SpecException(this, "shape", "is empty; say how many values there are");
    }
}
