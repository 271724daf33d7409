using System.ComponentModel;
using System.Numerics;
using Chainrule.Initializers;
using Chainrule.Parameters;

namespace Chainrule.Layers;

/// <summary>A fully connected layer: y = x·Wᵀ + b.</summary>
/// <remarks>Shapes: x [batch, in], weight W [units, in], bias b [units], y [batch, units]. An input of several dimensions must be
/// flattened first. Backward: dx = dy·W, dW += dyᵀ·x, db += Σ over the batch of dy.</remarks>
/// <param name="Units">The number of outputs.</param>
/// <example><code>new Linear(64)</code></example>
[Description("Fully connected: y = x·Wᵀ + b.")]
[Example("""{ "units": 3 }""", 5), Example("""{ "units": 4, "bias": false }""", 1)]
public sealed record Linear([property: Description("Number of outputs."), Bounds(From = 1)] int Units) : Layer
{
    /// <summary>Whether a bias is added; true by default.</summary>
    [Description("Whether a bias is added.")]
    public bool Bias { get; init; } = true;

    /// <summary>How the weights start; null takes the network's default.</summary>
    [Description("How the weights start; the recipe's initializer by default.")]
    public Initializer? Initializer { get; init; }

    /// <summary>How the biases start; null takes the network's default.</summary>
    [Description("How the biases start; the recipe's bias_initializer by default.")]
    public Initializer? BiasInitializer { get; init; }

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => AnyNumber;

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
    {
        if (builder.Input.Rank != 1) throw builder.Misfit("1 dimension [features]", "Put flatten before it.");
        int inputs = builder.Input[0];
        Fan fan = new(inputs, Units);
        Parameter<T> weight = builder.Weight("weight", [Units, inputs], fan, Initializer);
        Parameter<T>? bias = Bias ? builder.Bias("bias", [Units], fan, BiasInitializer) : null;
        return new CompiledLinear<T>(builder.Input, [Units], weight, bias);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) =>
        graph.Apply("Gemm", [x, graph.Weight("weight"), Bias ? graph.Weight("bias") : null], [Units], ("transB", 1));
}

internal sealed class CompiledLinear<T>(Shape input, Shape output, Parameter<T> weight, Parameter<T>? bias)
    : CompiledLayer<T>(input, output) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override long Operations => 2L * InputShape.Size * OutputShape.Size;

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y) =>
        weight.Multiply(pass.Team, x, bias is null ? [] : bias.Value, y);

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        weight.AddProduct(pass.Team, dy, x);
        bias?.AddRows(pass.Team, dy);
        if (!dx.IsEmpty) weight.MultiplyTransposed(pass.Team, dy, dx);
    }
}
