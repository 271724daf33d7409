using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels.Rows;

namespace Chainrule.Layers;

/// <summary>Probabilities over the last dimension: yᵢ = e^xᵢ / Σⱼ e^xⱼ.</summary>
/// <remarks>Shapes: x and y [batch, …, classes]. The maximum is subtracted first, so nothing overflows. Backward, the full Jacobian:
/// dxᵢ = yᵢ·(dyᵢ − Σⱼ yⱼ·dyⱼ). Train with categorical_cross_entropy after it, or leave it out and train with cross_entropy on the logits,
/// which is more accurate.</remarks>
/// <example><code>new Softmax()</code></example>
[Description("Probabilities over the last dimension: y = e^x / sum of e^x.")]
public sealed record Softmax : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool SumsToOne => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override (double Low, double High)? Range => (0, 1);

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
    {
        if (builder.Input.Rank == 0) throw builder.Misfit("at least 1 dimension [classes]");
        return new CompiledSoftmax<T>(builder.Input);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => graph.Apply("Softmax", x, ("axis", -1));
}

internal sealed class CompiledSoftmax<T>(Shape shape) : CompiledLayer<T>(shape, shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int classes = shape[^1];

    public override long Operations => 3L * OutputShape.Size;

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y) => SoftmaxRows<T>.Forward(pass.Team, x, y, classes);

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        if (!dx.IsEmpty) SoftmaxRows<T>.Gradient(pass.Team, y, dy, dx, classes);
    }
}
