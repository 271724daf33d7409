using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels;
using Chainrule.Parameters;

namespace Chainrule.Optimizers;

/// <summary>Adam with Nesterov's momentum: g ← g + λ·w; m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; with μₖ = β₁·(1 − ½·0.96^(k·ψ))
/// and Πₖ = μ₁·…·μₖ: w ← w − η·((1 − μₖ)/(1 − Πₖ)·g + μₖ₊₁/(1 − Πₖ₊₁)·m) / (√(v/(1 − β₂ᵏ)) + ε) at step k = 1, 2, ….</summary>
/// <remarks>As PyTorch documents its <c>NAdam</c>. Source: Dozat, "Incorporating Nesterov momentum into Adam", ICLR 2016
/// workshop.</remarks>
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
    public override double BaseRate => LearningRate;

    /// <inheritdoc/>
    public override bool NormalizesGradients => true;

    /// <inheritdoc/>
    public override CompiledOptimizer<T> Compile<T>(int length) => new CompiledNadam<T>(this, length);
}

/// <summary>Beside its buffers the state holds the product Πₖ.</summary>
internal sealed class CompiledNadam<T>(Nadam spec, int length) : CompiledOptimizer<T>(length, 2)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] product = [1];

    public override Span<double> Scalars => product;

    protected override void Step(Team team, double learningRate, Span<T> weights, GradientView<T> gradients)
    {
        double now = MomentumAt(Steps), next = MomentumAt(Steps + 1);
        product[0] *= now;
        double gradientRate = learningRate * (1 - now) / (1 - product[0]), meanRate = learningRate * next / (1 - product[0] * next);
        double correction = 1 / Math.Sqrt(1 - Math.Pow(spec.Beta2, Steps));
        Rule rule = new(T.CreateTruncating(gradientRate), T.CreateTruncating(meanRate), new(spec.Beta1), new(spec.Beta2),
            T.CreateTruncating(correction), T.CreateTruncating(spec.Epsilon), T.CreateTruncating(spec.WeightDecay));
        Apply(team, rule, weights, gradients);
    }

    private double MomentumAt(long step) => spec.Beta1 * (1 - 0.5 * Math.Pow(0.96, step * spec.MomentumDecay));

    /// <summary>How much of a running mean is kept, and how much the next value adds to it.</summary>
    private readonly struct Share(double beta)
    {
        public readonly T Kept = T.CreateTruncating(beta), Added = T.CreateTruncating(1 - beta);
    }

    private readonly struct Rule(T gradientRate, T meanRate, Share first, Share second, T correction, T epsilon, T decay) : IUpdate<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(ref Vector<T> w, Vector<T> g, ref Vector<T> mean, ref Vector<T> square, ref Vector<T> third)
        {
            g += decay * w;
            mean = first.Kept * mean + first.Added * g;
            square = second.Kept * square + second.Added * g * g;
            w -= (gradientRate * g + meanRate * mean) / (correction * Vector.SquareRoot(square) + new Vector<T>(epsilon));
        }
    }
}
