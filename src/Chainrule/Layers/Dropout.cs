using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Kernels;
using Chainrule.Kernels.Functions;

namespace Chainrule.Layers;

/// <summary>Drops values at random while training: y = x·m with m = 0 with probability p, else 1 / (1 − p); y = x at inference.</summary>
/// <remarks>The mask is a function of the run's seed, the step and the layer, not of any thread. It keeps the mean of every value, so
/// inference needs no correction (inverted dropout). Backward: dx = dy·m with the mask of the forward pass. Source: Srivastava et al.,
/// "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15, 2014.</remarks>
/// <param name="Rate">The probability p of a value to be dropped, in [0, 1).</param>
/// <example><code>new Dropout(0.5)</code></example>
[Description("Drops values at random while training.")]
[Example("""{ "rate": 0.4 }""", 12), Example("""{ "rate": 0.5 }""", 2, 3, 4)]
public sealed record Dropout([property: Description("Probability of a value to be dropped."), Bounds(From = 0, Below = 1)] double Rate)
    : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool KeepsValues => true;

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => inputs;

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) =>
        new CompiledDropout<T>(builder.Input, Rate, builder.NextRandomIndex());

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => x;
}

/// <summary>The scratch holds the mask.</summary>
internal sealed class CompiledDropout<T>(Shape shape, double rate, uint randomIndex) : CompiledLayer<T>(shape, shape)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override int ScratchLength(int batchSize) => checked(batchSize * OutputShape.Size);

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        if (pass.Training)
            DropoutMask<T>.Apply(pass.Team, new RandomStream(pass.Seed, RandomPurpose.Dropout, pass.Step, randomIndex), rate, x,
                pass.Scratch[..x.Length], y);
        else x.CopyTo(y);
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        if (dx.IsEmpty) return;
        if (pass.Training) Elementwise.Multiply(pass.Team, dy, pass.Scratch[..dy.Length], dx);
        else dy.CopyTo(dx);
    }
}
