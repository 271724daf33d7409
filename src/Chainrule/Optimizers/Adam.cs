using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels;
using Chainrule.Parameters;

namespace Chainrule.Optimizers;

/// <summary>Steps along the running mean of gradients in units of their root mean square: g ← g + λ·w; m ← β₁·m + (1 − β₁)·g;
/// v ← β₂·v + (1 − β₂)·g²; w ← w − η/(1 − β₁ᵏ) · m/(√(v/(1 − β₂ᵏ)) + ε) at step k = 1, 2, ….</summary>
/// <remarks>As PyTorch's <c>Adam</c>. Source: Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015.</remarks>
/// <param name="LearningRate">The learning rate η.</param>
/// <example><code>new Adam { LearningRate = 1e-3 }</code></example>
[Description("Adam: running means of gradients and of their squares.")]
[Example("{}"), Example("""{ "weight_decay": 0.01 }""")]
public sealed record Adam([property: Description("Learning rate."), Bounds(Above = 0)] double LearningRate = 1e-3) : Optimizer
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

    /// <inheritdoc/>
    public override double BaseRate => LearningRate;

    /// <inheritdoc/>
    public override bool NormalizesGradients => true;

    /// <inheritdoc/>
    public override CompiledOptimizer<T> Compile<T>(int length) => new CompiledAdam<T>(this, length);
}

internal sealed class CompiledAdam<T>(Adam spec, int length) : CompiledOptimizer<T>(length, 2)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Step(Team team, double learningRate, Span<T> weights, GradientView<T> gradients)
    {
        AdamMoments<T> moments = AdamMoments<T>.At(Steps, learningRate, spec.Beta1, spec.Beta2, spec.Epsilon);
        Apply(team, new Rule(moments, T.CreateTruncating(spec.WeightDecay)), weights, gradients);
    }

    private readonly struct Rule(AdamMoments<T> moments, T decay) : IUpdate<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(ref Vector<T> w, Vector<T> g, ref Vector<T> mean, ref Vector<T> square, ref Vector<T> third)
        {
            g += decay * w;
            w -= moments.Update(g, ref mean, ref square);
        }
    }
}

/// <summary>The part that Adam and its relative with decoupled weight decay have in common, at one certain step.</summary>
internal readonly struct AdamMoments<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T rate, beta1, rest1, beta2, rest2, correction, epsilon;

    private AdamMoments(T rate, T beta1, T rest1, T beta2, T rest2, T correction, T epsilon) =>
        (this.rate, this.beta1, this.rest1, this.beta2, this.rest2, this.correction, this.epsilon) =
            (rate, beta1, rest1, beta2, rest2, correction, epsilon);

    public static AdamMoments<T> At(long step, double learningRate, double beta1, double beta2, double epsilon)
    {
        double rate = learningRate / (1 - Math.Pow(beta1, step)), correction = 1 / Math.Sqrt(1 - Math.Pow(beta2, step));
        return new(T.CreateTruncating(rate), T.CreateTruncating(beta1), T.CreateTruncating(1 - beta1), T.CreateTruncating(beta2),
            T.CreateTruncating(1 - beta2), T.CreateTruncating(correction), T.CreateTruncating(epsilon));
    }

    /// <summary>Takes the gradient into the running means and returns what to subtract from the weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Update(Vector<T> g, ref Vector<T> mean, ref Vector<T> square)
    {
        mean = beta1 * mean + rest1 * g;
        square = beta2 * square + rest2 * g * g;
        return rate * mean / (correction * Vector.SquareRoot(square) + new Vector<T>(epsilon));
    }
}
