using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels.Images;

namespace Chainrule.Layers;

/// <summary>The largest pixel under a window that slides over every channel: y[c, i, j] = max x[c, i·s + p, j·s + q] over the
/// window.</summary>
/// <remarks>Shapes: x [batch, channels, height, width], y [batch, channels, ⌊(height + padding − size) / stride⌋ + 1, …]. Padding never
/// wins. Backward: each window hands its dy to the pixel that won; of equal pixels the first one in row-major order, as in PyTorch. A NaN
/// wins, so that it is noticed.</remarks>
/// <param name="Size">The height and width of the window in pixels.</param>
/// <example><code>new MaxPool2d(2)</code></example>
[Description("The largest pixel under a sliding window, channel by channel.")]
[Example("""{ "size": 2 }""", 2, 5, 6), Example("""{ "size": 3, "stride": 2, "padding": 1 }""", 2, 5, 5)]
public sealed record MaxPool2d([property: Description("Height and width of the window in pixels: n or [h, w].")] Size2d Size) : Layer
{
    /// <summary>How far the window moves at a time, in pixels; null takes its size, so that windows lie side by side.</summary>
    [Description("How far the window moves at a time: n or [h, w]; its size by default.")]
    public Size2d? Stride { get; init; }

    /// <summary>What lies around the image; nothing by default. At most half of the window.</summary>
    [Description("Padding around the image: valid (none), same (output as large as input / stride), or a number of pixels.")]
    public Padding Padding { get; init; } = Padding.Valid;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        SlidingWindow.CheckPadding(this, Size, Padding);
        // Winners are saved as floating-point numbers, which count to 2²⁴ in single precision.
        if ((long)Size.Height * Size.Width > 1 << 24)
            throw new SpecException(this, "size", $"is {Size.Height}×{Size.Width}; expected a window of at most 16777216 pixels");
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool TakesPictures => true;

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => inputs;

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
    {
        Window2d window = SlidingWindow.Fit(builder, Size, Stride ?? Size, Padding, "window");
        return new CompiledMaxPool2d<T>(builder.Input, [window.Channels, window.OutHeight, window.OutWidth], window, isRectified: false);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x)
    {
        Window2d window = SlidingWindow.Resolve(x.Shape, Size, Stride ?? Size, Padding);
        return graph.Apply("MaxPool", [x], [window.Channels, window.OutHeight, window.OutWidth], [.. SlidingWindow.Attributes(window)]);
    }
}

/// <summary>The scratch holds, for every output, the winner's place in the window.</summary>
/// <remarks>A rectified one is the layer after a <see cref="ReLU"/>: max(0, x) grows with x, so the largest pixel can be found
/// first.</remarks>
internal sealed class CompiledMaxPool2d<T>(Shape input, Shape output, Window2d window, bool isRectified)
    : CompiledLayer<T>(input, output) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Window2d Window => window;

    public bool IsRectified => isRectified;

    public override long Operations => (long)OutputShape.Size * window.KernelArea;

    public override int ScratchLength(int batchSize) => checked(batchSize * OutputShape.Size);

    internal override CompiledLayer<T>? After(CompiledLayer<T> previous) => previous switch
    {
        CompiledActivation<T, ReLU.Function<T>> => new CompiledMaxPool2d<T>(InputShape, OutputShape, window, isRectified: true),
        CompiledConv2d<T> { Window.IsWholeImage: false } convolution => new CompiledPooledConv2d<T>(convolution, this),
        _ => null,
    };

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y) =>
        Pooling<T>.Max(pass.Team, window, x, y, pass.Scratch[..y.Length], isRectified);

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        if (!dx.IsEmpty) Pooling<T>.MaxGradient(pass.Team, window, pass.Scratch[..dy.Length], dy, dx);
    }
}
