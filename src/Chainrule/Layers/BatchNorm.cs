using System.ComponentModel;
using System.Numerics;
using Chainrule.Initializers;
using Chainrule.Kernels.Rows;
using Chainrule.Parameters;

namespace Chainrule.Layers;

/// <summary>Brings every channel to mean 0 and variance 1 over the batch, then scales and shifts it: y = γ·x̂ + β, x̂ = (x − μ) / √(σ² +
/// ε).</summary>
/// <remarks>Shapes: x and y [batch, features], or [batch, channels, height, width] where a channel's values are those of all its pixels;
/// weight γ (starts at 1) and bias β (starts at 0) [channels]. In training μ and σ² = Σ (x − μ)² / n are the batch's own, and
/// running_mean and running_var move towards them by <see cref="Momentum"/> (the latter towards the unbiased n/(n−1)·σ²); at inference the
/// running ones are used. Backward in training: dβ += Σ dy, dγ += Σ dy·x̂, dx = γ / √(σ² + ε) · (dy − mean(dy) − x̂·mean(dy·x̂)); at
/// inference dx = γ / √(σ² + ε) · dy. As PyTorch's BatchNorm1d and BatchNorm2d. Source: Ioffe, Szegedy, "Batch normalization", ICML
/// 2015.</remarks>
/// <example><code>new BatchNorm()</code></example>
[Description("Brings every channel to mean 0 and variance 1 over the batch, then scales and shifts it.")]
[Example("{}", 5), Example("{}", 2, 3, 4), Example("""{ "affine": false }""", 2, 3, 4)]
public sealed record BatchNorm : Layer
{
    /// <summary>ε, added to the variance so that nothing is divided by zero; 1e-5 by default.</summary>
    [Description("Added to the variance so that nothing is divided by zero."), Bounds(Above = 0)]
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>How far the running statistics move towards those of each batch, from 0 to 1; 0.1 by default.</summary>
    [Description("How far the running statistics move towards those of each batch."), Bounds(From = 0, To = 1)]
    public double Momentum { get; init; } = 0.1;

    /// <summary>Whether γ and β are there and learned; true by default.</summary>
    [Description("Whether the result is scaled and shifted by learned numbers.")]
    public bool Affine { get; init; } = true;

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => AnyNumber;

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
    {
        if (builder.Input.Rank is not (1 or 3))
            throw builder.Misfit("1 dimension [features] or 3 dimensions [channels, height, width]", "Put flatten before it.");
        Shape channels = [builder.Input[0]];
        Fan fan = new(1, 1);
        Parameter<T>? weight = Affine ? builder.Parameter("weight", channels, fan, new ConstantValue(1)) : null;
        Parameter<T>? bias = Affine ? builder.Parameter("bias", channels, fan, new Zeros()) : null;
        LayerBuffer<T> mean = builder.Buffer("running_mean", channels), variance = builder.Buffer("running_var", channels, initialValue: 1);
        LayerBuffer<T> batches = builder.Buffer("num_batches_tracked", [], isCount: true);
        return new CompiledBatchNorm<T>(this, builder.Input, weight, bias, mean, variance, batches);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x)
    {
        // The operator wants a scale and a shift, also where there are none to learn.
        Shape channels = [x.Shape[0]];
        GraphValue scale = Affine ? graph.Weight("weight") : graph.Constant("ones", channels, 1);
        GraphValue shift = Affine ? graph.Weight("bias") : graph.Constant("zeros", channels, 0);
        return graph.Apply("BatchNormalization", [x, scale, shift, graph.Weight("running_mean"), graph.Weight("running_var")], x.Shape,
            ("epsilon", Epsilon));
    }
}

/// <summary>The scratch holds the mean, then 1 / √(σ² + ε) of every channel.</summary>
internal sealed class CompiledBatchNorm<T>(BatchNorm spec, Shape shape, Parameter<T>? weight, Parameter<T>? bias,
    LayerBuffer<T> runningMean, LayerBuffer<T> runningVariance, LayerBuffer<T> batches) : CompiledLayer<T>(shape, shape)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int channels = shape[0], area = shape.Size / shape[0];
    private readonly T epsilon = T.CreateTruncating(spec.Epsilon);

    public override long Operations => 2L * OutputShape.Size;

    public override int SmallestTrainingBatch => area > 1 ? 1 : 2;

    public override int ScratchLength(int batchSize) => checked(2 * channels);

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        Span<T> mean = pass.Scratch[..channels], inverse = pass.Scratch.Slice(channels, channels);
        if (pass.Training)
        {
            double values = (double)pass.BatchSize * area;
            if (values < 2)
                throw new ShapeException($"{spec} got a training batch of one sample with one value per channel, which has no variance; "
                    + "expected at least 2 samples. Take another batch size, or leave out the incomplete last batch.");
            ChannelNormalization<T>.Statistics(pass.Team, x, mean, inverse, area);
            UpdateRunning(runningMean.Value, mean, 1);
            UpdateRunning(runningVariance.Value, inverse, values / (values - 1));
            batches.Value[0] += T.One;
        }
        else
        {
            runningMean.Value.CopyTo(mean);
            runningVariance.Value.CopyTo(inverse);
        }
        foreach (ref T variance in inverse) variance = T.One / T.Sqrt(variance + epsilon);
        ChannelNormalization<T>.Normalize(pass.Team, x, mean, inverse, weight is null
            ? [] : weight.Value, bias is null ? [] : bias.Value, y, area);
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        NormalizedInput<T> input = new(x, pass.Scratch[..channels], pass.Scratch.Slice(channels, channels), weight is null
            ? [] : weight.Value);
        NormalizationGradients<T> gradients = new(dx, weight is null ? [] : weight.Gradient, bias is null ? [] : bias.Gradient);
        ChannelNormalization<T>.NormalizeGradient(pass.Team, input, dy, gradients, area, ofBatch: pass.Training);
    }

    /// <summary>running ← (1 − momentum)·running + momentum·factor·statistic.</summary>
    private void UpdateRunning(Span<T> running, ReadOnlySpan<T> statistic, double factor)
    {
        T kept = T.CreateTruncating(1 - spec.Momentum), share = T.CreateTruncating(spec.Momentum * factor);
        for (int c = 0; c < running.Length; c++) running[c] = kept * running[c] + share * statistic[c];
    }
}
