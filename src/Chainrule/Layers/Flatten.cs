using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;

namespace Chainrule.Layers;

/// <summary>Makes one dimension of all: [channels, height, width] → [channels·height·width]. The values stay where they are.</summary>
[Description("Makes one dimension of all; the values stay where they are.")]
public sealed record Flatten : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool KeepsValues => true;

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => inputs;

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new CompiledReshape<T>(builder.Input, [builder.Input.Size]);

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("Flatten", [x], [x.Shape.Size], ("axis", 1));
}

/// <summary>Any layer that only renames the shape: y = x.</summary>
internal sealed class CompiledReshape<T>(Shape input, Shape output)
    : CompiledLayer<T>(input, output) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override bool IsReshape => true;

    public override long Operations => 0;

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y) => x.CopyTo(y);

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        if (!dx.IsEmpty) dy.CopyTo(dx);
    }
}
