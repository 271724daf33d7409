using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels;

namespace Chainrule.Optimizers;

/// <summary>Adam with Nesterov's momentum: g ← g + λ·w; m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; with μₖ = β₁·(1 − ½·0.96^(k·ψ))
/// and Πₖ = μ₁·…·μₖ: w ← w − η·((1 − μₖ)/(1 − Πₖ)·g + μₖ₊₁/(1 − Πₖ₊₁)·m) / (√(v/(1 − β₂ᵏ)) + ε) at step k = 1, 2, ….</summary>
/// <remarks>As PyTorch documents its <c>NAdam</c>. Source: Dozat, "Incorporating Nesterov momentum into Adam", ICLR 2016 workshop.</remarks>
/// <param name="LearningRate">The learning rate η.</param>
/// <example><code>new Nadam(2e-3)</code></example>
[Description("Adam with Nesterov's momentum.")]
[Example("{}"), Example("""{ "weight_decay": 0.01 }""")]
public sealed record Nadam([property: Description("Learning rate."), Bounds(Above = 0)] double LearningRate = 2e-3) : Optimizer
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

    /// <summary>The weight decay λ: the factor of the squared-norm penalty's gradient; 0 by default.</summary>
    [Description("Weight decay, added to the gradient."), Bounds(From = 0)]
    public double WeightDecay { get; init; }

    /// <summary>How fast the momentum μ rises to β₁: ψ; 0.004 by default.</summary>
    [Description("How fast the momentum rises to beta1."), Bounds(From = 0)]
    public double MomentumDecay { get; init; } = 4e-3;

    /// <inheritdoc/>
    protected override string Arguments => $"{LearningRate}";

    /// <inheritdoc/>
    public override double BaseRate => LearningRate;

    /// <inheritdoc/>
    public override CompiledOptimizer<T> Compile<T>(int length) => new CompiledNadam<T>(this, length);
}

/// <summary>Beside its buffers the state holds the product Πₖ.</summary>
internal sealed class CompiledNadam<T>(Nadam spec, int length) : CompiledOptimizer<T>(length, 2) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] product = [1];

    public override Span<double> Scalars => product;

    protected override void Step(Team team, double learningRate, Span<T> weights, GradientView<T> gradients)
    {
        double now = MomentumAt(Steps), next = MomentumAt(Steps + 1);
        product[0] *= now;
        double gradientRate = learningRate * (1 - now) / (1 - product[0]), meanRate = learningRate * next / (1 - product[0] * next);
        double correction = 1 / Math.Sqrt(1 - Math.Pow(spec.Beta2, Steps));
        Rule rule = new(T.CreateTruncating(gradientRate), T.CreateTruncating(meanRate), T.CreateTruncating(spec.Beta1), T.CreateTruncating(1 - spec.Beta1),
            T.CreateTruncating(spec.Beta2), T.CreateTruncating(1 - spec.Beta2), T.CreateTruncating(correction), T.CreateTruncating(spec.Epsilon),
            T.CreateTruncating(spec.WeightDecay));
        Updates.Apply(team, rule, weights, gradients, State[0], State[1]);
    }

    private double MomentumAt(long step) => spec.Beta1 * (1 - 0.5 * Math.Pow(0.96, step * spec.MomentumDecay));

    private readonly struct Rule(T gradientRate, T meanRate, T beta1, T rest1, T beta2, T rest2, T correction, T epsilon, T decay) : IUpdate<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(ref Vector<T> w, Vector<T> g, ref Vector<T> mean, ref Vector<T> square, ref Vector<T> third)
        {
            g += decay * w;
            mean = beta1 * mean + rest1 * g;
            square = beta2 * square + rest2 * g * g;
            w -= (gradientRate * g + meanRate * mean) / (correction * Vector.SquareRoot(square) + new Vector<T>(epsilon));
        }
    }
}
