using System.ComponentModel;
using System.Numerics;
using Chainrule.Initializers;
using Chainrule.Kernels.Rows;
using Chainrule.Parameters;

namespace Chainrule.Layers;

/// <summary>Brings every sample to mean 0 and variance 1, then scales and shifts each of its values: y = γ·x̂ + β, x̂ = (x − μ) / √(σ² +
/// ε).</summary>
/// <remarks>Shapes: x and y [batch, …] of any shape; weight γ (starts at 1) and bias β (starts at 0) of the shape of a sample. μ and
/// σ² = Σ (x − μ)² / n are the sample's own, in training and at inference. Backward: dγ += Σ over the batch of dy·x̂, dβ += Σ over the
/// batch of dy, dx = (g − mean(g) − x̂·mean(g·x̂)) / √(σ² + ε) with g = γ·dy. As PyTorch's LayerNorm over all dimensions but the batch.
/// Source: Ba, Kiros, Hinton, "Layer normalization", 2016, arXiv:1607.06450.</remarks>
/// <example><code>new LayerNorm()</code></example>
[Description("Brings every sample to mean 0 and variance 1, then scales and shifts each of its values.")]
[Example("{}", 5), Example("{}", 2, 3, 4), Example("""{ "affine": false }""", 5)]
public sealed record LayerNorm : Layer
{
    /// <summary>ε, added to the variance so that nothing is divided by zero; 1e-5 by default.</summary>
    [Description("Added to the variance so that nothing is divided by zero."), Bounds(Above = 0)]
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether γ and β are there and learned; true by default.</summary>
    [Description("Whether the result is scaled and shifted by learned numbers.")]
    public bool Affine { get; init; } = true;

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => AnyNumber;

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
    {
        Fan fan = new(1, 1);
        Parameter<T>? weight = Affine ? builder.Parameter("weight", builder.Input, fan, new ConstantValue(1)) : null;
        Parameter<T>? bias = Affine ? builder.Parameter("bias", builder.Input, fan, new Zeros()) : null;
        return new CompiledLayerNorm<T>(builder.Input, Epsilon, weight, bias);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x)
    {
        // The operator wants a scale, also where there is none to learn.
        GraphValue scale = Affine ? graph.Weight("weight") : graph.Constant("ones", x.Shape, 1);
        return graph.Apply("LayerNormalization", [x, scale, Affine ? graph.Weight("bias") : null], x.Shape, ("axis", 1),
            ("epsilon", Epsilon));
    }
}

/// <summary>The scratch holds the mean, then 1 / √(σ² + ε) of every sample.</summary>
internal sealed class CompiledLayerNorm<T>(Shape shape, double epsilon, Parameter<T>? weight, Parameter<T>? bias)
    : CompiledLayer<T>(shape, shape)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override long Operations => 8L * OutputShape.Size;

    public override int ScratchLength(int batchSize) => checked(2 * batchSize);

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y) =>
        LayerNormalization<T>.Forward(pass.Team, x, weight is null
            ? [] : weight.Value, bias is null ? [] : bias.Value, epsilon, y, Mean(pass), Inverse(pass));

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        if (weight is not null && bias is not null)
            LayerNormalization<T>.ParameterGradients(pass.Team, x, Mean(pass), Inverse(pass), dy, weight.Gradient, bias.Gradient);
        if (!dx.IsEmpty)
            LayerNormalization<T>.InputGradient(pass.Team, x, weight is null ? [] : weight.Value, Mean(pass), Inverse(pass), dy, dx);
    }

    private static Span<T> Mean(in Pass<T> pass) => pass.Scratch[..pass.BatchSize];

    private static Span<T> Inverse(in Pass<T> pass) => pass.Scratch.Slice(pass.BatchSize, pass.BatchSize);
}
