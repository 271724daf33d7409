using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels;
using Chainrule.Parameters;

namespace Chainrule.Optimizers;

/// <summary><see cref="Adam"/> whose weight decay acts on the weights instead of the gradient: w ← w − η·λ·w, then Adam's step with λ =
/// 0.</summary>
/// <remarks>As PyTorch's <c>AdamW</c>. Source: Loshchilov, Hutter, "Decoupled weight decay regularization", ICLR 2019.</remarks>
/// <param name="LearningRate">The learning rate η.</param>
/// <example><code>new AdamW(1e-3) { WeightDecay = 0.05 }</code></example>
[Description("Adam with decoupled weight decay.")]
public sealed record AdamW([property: Description("Learning rate."), Bounds(Above = 0)] double LearningRate = 1e-3) : Optimizer
{
    /// <summary>The decay β₁ of the running mean of gradients; 0.9 by default.</summary>
    [Description("Decay of the running mean of gradients."), Bounds(From = 0, Below = 1)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay β₂ of the running mean of squared gradients; 0.999 by default.</summary>
    [Description("Decay of the running mean of squared gradients."), Bounds(From = 0, Below = 1)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>The small number ε that keeps the denominator above 0; 1e-8 by default.</summary>
    [Description("Small number that keeps the denominator above 0."), Bounds(Above = 0)]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The weight decay λ: the share η·λ of a weight that each step takes away; 0.01 by default.</summary>
    [Description("Weight decay, times the learning rate taken from the weights themselves."), Bounds(From = 0)]
    public double WeightDecay { get; init; } = 0.01;

    /// <inheritdoc/>
    public override double BaseRate => LearningRate;

    /// <inheritdoc/>
    public override bool NormalizesGradients => true;

    /// <inheritdoc/>
    public override CompiledOptimizer<T> Compile<T>(int length) => new CompiledAdamW<T>(this, length);
}

internal sealed class CompiledAdamW<T>(AdamW spec, int length) : CompiledOptimizer<T>(length, 2)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Step(Team team, double learningRate, Span<T> weights, GradientView<T> gradients)
    {
        AdamMoments<T> moments = AdamMoments<T>.At(Steps, learningRate, spec.Beta1, spec.Beta2, spec.Epsilon);
        Apply(team, new Rule(moments, T.CreateTruncating(1 - learningRate * spec.WeightDecay)), weights, gradients);
    }

    private readonly struct Rule(AdamMoments<T> moments, T kept) : IUpdate<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(ref Vector<T> w, Vector<T> g, ref Vector<T> mean, ref Vector<T> square, ref Vector<T> third) =>
            w = kept * w - moments.Update(g, ref mean, ref square);
    }
}
