using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Initializers;
using Chainrule.Kernels.Images;
using Chainrule.Parameters;

namespace Chainrule.Layers;

/// <summary>A convolution of images: every filter slides over the image and gives one channel of the output,
/// y[f, i, j] = b[f] + Σ W[f, c, p, q]·x[c, i·s + p − pad, j·s + q − pad] over channels c and kernel places (p, q).</summary>
/// <remarks>Shapes: x [batch, channels, height, width], weight W [filters, channels, kernel height, kernel width], bias b [filters],
/// y [batch, filters, ⌊(height + padding − kernel height) / stride⌋ + 1, …]. Pixels outside the image are 0. As in PyTorch the kernel is
/// not flipped (a cross-correlation). Backward: dW[f, c, p, q] += Σ dy·x over samples and positions, db += Σ dy, and dx gathers for every
/// pixel W·dy of all outputs that saw it. Source: LeCun et al., "Gradient-based learning applied to document recognition", Proc. IEEE
/// 86(11), 1998.</remarks>
/// <param name="Filters">The number of filters, which is the number of channels of the output.</param>
/// <example><code>new Conv2d(32) { Kernel = 5, Padding = Padding.Same }</code></example>
[Description("Convolution of images with a bank of learned filters.")]
[Example("""{ "filters": 3, "kernel": 3 }""", 2, 5, 6),
    Example("""{ "filters": 2, "kernel": [3, 2], "stride": 2, "padding": "same" }""", 2, 5, 5)]
[Example("""{ "filters": 2, "kernel": 1, "bias": false }""", 3, 4, 3)]
public sealed record Conv2d([property: Description("Number of filters."), Bounds(From = 1)] int Filters) : Layer
{
    /// <summary>The height and width of a filter in pixels; 3×3 by default.</summary>
    [Description("Height and width of a filter in pixels: n or [h, w].")]
    public Size2d Kernel { get; init; } = 3;

    /// <summary>How far a filter moves at a time, in pixels; 1×1 by default.</summary>
    [Description("How far a filter moves at a time, in pixels: n or [h, w].")]
    public Size2d Stride { get; init; } = 1;

    /// <summary>What lies around the image; nothing by default.</summary>
    [Description("Zeros around the image: valid (none), same (output as large as input / stride), or a number of pixels.")]
    public Padding Padding { get; init; } = Padding.Valid;

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
    [JsonIgnore]
    public override bool TakesPictures => true;

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => AnyNumber;

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
    {
        Window2d window = SlidingWindow.Fit(builder, Kernel, Stride, Padding, "kernel");
        Shape shape = [Filters, window.Channels, window.KernelHeight, window.KernelWidth];
        Fan fan = new(window.PatchLength, checked(Filters * window.KernelArea));
        Parameter<T> weight = builder.Weight("weight", shape, fan, Initializer);
        Parameter<T>? bias = Bias ? builder.Bias("bias", [Filters], fan, BiasInitializer) : null;
        return new CompiledConv2d<T>(builder.Input, [Filters, window.OutHeight, window.OutWidth], window, weight, bias);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x)
    {
        Window2d window = SlidingWindow.Resolve(x.Shape, Kernel, Stride, Padding);
        return graph.Apply("Conv", [x, graph.Weight("weight"), Bias ? graph.Weight("bias") : null],
            [Filters, window.OutHeight, window.OutWidth],
            SlidingWindow.Attributes(window));
    }
}

/// <summary>The scratch is used in the backward pass only, first for partial sums of the weight gradient, then for rearranged
/// weights.</summary>
internal sealed class CompiledConv2d<T>(Shape input, Shape output, Window2d window, Parameter<T> weight, Parameter<T>? bias)
    : CompiledLayer<T>(input, output) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ConvolutionShape shape = new(window, output[0]);

    public Window2d Window => window;

    public ConvolutionShape Shape => shape;

    public ReadOnlySpan<T> Weight => weight.Value;

    /// <summary>Empty without one.</summary>
    public ReadOnlySpan<T> Bias => bias is null ? [] : bias.Value;

    public override long Operations => 2L * OutputShape.Size * window.PatchLength;

    public override int ScratchLength(int batchSize) =>
        Math.Max(shape.WeightGradientScratch(batchSize), shape.InputGradientScratch);

    /// <summary>The gradients to add to: the weights', which may be all zeros that nobody has written yet, and the bias's, empty without
    /// one.</summary>
    public FilterGradients<T> TakeGradients()
    {
        Span<T> biasGradient = bias is null ? [] : bias.Gradient, gradient = weight.TakeGradient(out bool isZero);
        return new(gradient, accumulate: !isZero, biasGradient);
    }

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y) =>
        Convolution<T>.Forward(pass.Team, shape, x, Weight, Bias, y);

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        ConvolutionGradient<T>.Add(pass.Team, shape, x, dy, TakeGradients(), pass.Scratch);
        if (!dx.IsEmpty) Convolution<T>.InputGradient(pass.Team, shape, dy, Weight, dx, pass.Scratch);
    }
}
