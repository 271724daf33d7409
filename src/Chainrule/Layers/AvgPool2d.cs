using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels.Images;

namespace Chainrule.Layers;

/// <summary>The mean of the pixels under a window that slides over every channel: y[c, i, j] = Σ x[c, i·s + p, j·s + q] / (size of the
/// window).</summary>
/// <remarks>Shapes: x [batch, channels, height, width], y [batch, channels, ⌊(height + padding − size) / stride⌋ + 1, …]. Padding counts as
/// zeros, and the divisor is always the size of the whole window (PyTorch: <c>count_include_pad=True</c>). Backward: every window hands
/// dy / size to each of its pixels.</remarks>
/// <param name="Size">The height and width of the window in pixels.</param>
/// <example><code>new AvgPool2d(2)</code></example>
[Description("The mean of the pixels under a sliding window, channel by channel.")]
[Example("""{ "size": 2 }""", 2, 5, 6), Example("""{ "size": 3, "stride": 2, "padding": 1 }""", 2, 5, 5)]
public sealed record AvgPool2d([property: Description("Height and width of the window in pixels: n or [h, w].")] Size2d Size) : Layer
{
    /// <summary>How far the window moves at a time, in pixels; null takes its size, so that windows lie side by side.</summary>
    [Description("How far the window moves at a time: n or [h, w]; its size by default.")]
    public Size2d? Stride { get; init; }

    /// <summary>What lies around the image; nothing by default. At most half of the window.</summary>
    [Description("Zeros around the image: valid (none), same (output as large as input / stride), or a number of pixels.")]
    public Padding Padding { get; init; } = Padding.Valid;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        SlidingWindow.CheckPadding(this, Size, Padding);
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool TakesPictures => true;

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => inputs is { } limits
        // Padding counts as zeros.
        ? (Math.Min(limits.Low, 0), Math.Max(limits.High, 0)) : null;

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
    {
        Window2d window = SlidingWindow.Fit(builder, Size, Stride ?? Size, Padding, "window");
        return new CompiledAvgPool2d<T>(builder.Input, [window.Channels, window.OutHeight, window.OutWidth], window);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x)
    {
        Window2d window = SlidingWindow.Resolve(x.Shape, Size, Stride ?? Size, Padding);
        return graph.Apply("AveragePool", [x], [window.Channels, window.OutHeight, window.OutWidth],
            [.. SlidingWindow.Attributes(window), ("count_include_pad", 1)]);
    }
}

internal sealed class CompiledAvgPool2d<T>(Shape input, Shape output, Window2d window)
    : CompiledLayer<T>(input, output) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override long Operations => (long)OutputShape.Size * window.KernelArea;

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y) => Pooling<T>.Mean(pass.Team, window, x, y);

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        if (!dx.IsEmpty) Pooling<T>.MeanGradient(pass.Team, window, dy, dx);
    }
}
