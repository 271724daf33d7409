using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels.Functions;

namespace Chainrule.Layers;

/// <summary>A skip connection around layers: y = x + f(x).</summary>
/// <remarks>f must keep the shape. Backward: dx = dy + (∂f/∂x)ᵀ·dy. Source: He, Zhang, Ren, Sun, "Deep residual learning for image
/// recognition", CVPR 2016.</remarks>
/// <param name="Layers">The layers of f, the first one first.</param>
[Description("A skip connection around layers: y = x + f(x).")]
[Example("""{ "layers": [{ "type": "linear", "units": 4 }, { "type": "sigmoid" }, { "type": "linear", "units": 3 }] }""", 3)]
[Example("""{ "layers": [{ "type": "relu" }] }""", 2, 3, 3)]
public sealed record Residual([property: Description("The layers of f, the first one first.")] IReadOnlyList<Layer> Layers) : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<Layer> Inner => Layers;

    /// <summary>Whether the other one has equal layers in the same order.</summary>
    public bool Equals(Residual? other) => other is not null && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => Layers.Aggregate(Layers.Count, HashCode.Combine);

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool AddsInput => true;

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireList(Layers, "layers");
        base.Validate();
    }

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) =>
        inputs is { } x && new Sequential(Layers).LimitsFor(inputs) is { } f ? (x.Low + f.Low, x.High + f.High) : null;

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
    {
        CompiledLayer<T> inner = new Sequential(Layers).Compile(builder);
        if (inner.OutputShape != builder.Input)
            throw builder.Misfit($"inner layers that keep its input's shape {builder.Input} (they give {inner.OutputShape})",
                "Let the last inner layer have as many outputs as the first has inputs.");
        return new CompiledResidual<T>(inner);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) =>
        graph.Apply("Add", [x, new Sequential(Layers).Lower(graph, x)], x.Shape);
}

/// <summary>y = x + f(x). The scratch holds f's own, then f(x) and in the backward pass (∂f/∂x)ᵀ·dy in its place.</summary>
internal sealed class CompiledResidual<T>(CompiledLayer<T> inner)
    : CompiledLayer<T>(inner.InputShape, inner.OutputShape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override IReadOnlyList<CompiledLayer<T>> Children => inner.Children;

    public override long Operations => inner.Operations + OutputShape.Size;

    public override int ScratchLength(int batchSize) => checked(inner.ScratchLength(batchSize) + 2 * batchSize * OutputShape.Size);

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        Span<T> f = pass.Scratch[^(2 * y.Length)..^y.Length];
        inner.Forward(Inner(pass), x, f);
        Elementwise.Add(pass.Team, x, f, y);
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        Span<T> f = pass.Scratch[^(2 * y.Length)..^y.Length], df = pass.Scratch[^y.Length..];
        inner.Backward(Inner(pass), x, f, dy, dx.IsEmpty ? dx : df);
        if (!dx.IsEmpty) Elementwise.Add(pass.Team, dy, df, dx);
    }

    internal override int TraceLength(int batchSize) => checked(inner.TraceLength(batchSize) + batchSize * OutputShape.Size);

    internal override void Trace(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y, string path, OutputVisitor<T> visitor)
    {
        Span<T> f = pass.Scratch[^y.Length..];
        inner.Trace(pass.With(pass.Scratch[..^y.Length]), x, f, path, visitor);
        Elementwise.Add(pass.Team, x, f, y);
    }

    private Pass<T> Inner(in Pass<T> pass) => pass.With(pass.Scratch[..inner.ScratchLength(pass.BatchSize)]);
}
