using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels;
using Chainrule.Parameters;

namespace Chainrule.Optimizers;

/// <summary>Steps of one size, along the signs of an interpolated momentum: c = β₁·m + (1 − β₁)·g; w ← w − η·(sign(c) + λ·w);
/// m ← β₂·m + (1 − β₂)·g. The sign of 0 is 0.</summary>
/// <remarks>It wants a learning rate three to ten times smaller, and a weight decay as much larger, than <see cref="AdamW"/>. Source: Chen
/// et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023, algorithm 2.</remarks>
/// <param name="LearningRate">The learning rate η.</param>
/// <example><code>new Lion(1e-4) { WeightDecay = 0.1 }</code></example>
[Description("Lion: steps of one size along the signs of the momentum.")]
[Example("{}"), Example("""{ "weight_decay": 0.1 }""")]
public sealed record Lion([property: Description("Learning rate."), Bounds(Above = 0)] double LearningRate = 1e-4) : Optimizer
{
    /// <summary>The share β₁ of the momentum in the direction of a step; 0.9 by default.</summary>
    [Description("Share of the momentum in the direction of a step."), Bounds(From = 0, Below = 1)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay β₂ of the momentum; 0.99 by default.</summary>
    [Description("Decay of the momentum."), Bounds(From = 0, Below = 1)]
    public double Beta2 { get; init; } = 0.99;

    /// <summary>The weight decay λ: the share η·λ of a weight that each step takes away; 0 by default.</summary>
    [Description("Weight decay, times the learning rate taken from the weights themselves."), Bounds(From = 0)]
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    public override double BaseRate => LearningRate;

    /// <inheritdoc/>
    public override bool NormalizesGradients => true;

    /// <inheritdoc/>
    public override CompiledOptimizer<T> Compile<T>(int length) => new CompiledLion<T>(this, length);
}

internal sealed class CompiledLion<T>(Lion spec, int length) : CompiledOptimizer<T>(length, 1)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Step(Team team, double learningRate, Span<T> weights, GradientView<T> gradients)
    {
        Rule rule = new(T.CreateTruncating(learningRate), T.CreateTruncating(spec.Beta1), T.CreateTruncating(1 - spec.Beta1),
            T.CreateTruncating(spec.Beta2), T.CreateTruncating(1 - spec.Beta2), T.CreateTruncating(spec.WeightDecay));
        Apply(team, rule, weights, gradients);
    }

    private readonly struct Rule(T rate, T beta1, T rest1, T beta2, T rest2, T decay) : IUpdate<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(ref Vector<T> w, Vector<T> g, ref Vector<T> momentum, ref Vector<T> second, ref Vector<T> third)
        {
            w -= rate * (Sign(beta1 * momentum + rest1 * g) + decay * w);
            momentum = beta2 * momentum + rest2 * g;
        }

        /// <summary>−1, 0 or 1; NaN stays NaN, so that divergence is seen.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector<T> Sign(Vector<T> x) => Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One,
            Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), -Vector<T>.One, x));
    }
}
