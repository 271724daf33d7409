using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels;
using Chainrule.Parameters;

namespace Chainrule.Optimizers;

/// <summary>Steps that shrink by the root of all squared gradients so far: g ← g + λ·w; s ← s + g²; w ← w − η/(1 + (k − 1)·κ) · g/(√s + ε)
/// at step k = 1, 2, …, with s = <see cref="InitialAccumulator"/> at the start.</summary>
/// <remarks>As PyTorch's <c>Adagrad</c>. Source: Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic
/// optimization", JMLR 12, 2011.</remarks>
/// <param name="LearningRate">The learning rate η.</param>
/// <example><code>new Adagrad(0.01)</code></example>
[Description("Adagrad: steps that shrink by the root of all squared gradients so far.")]
[Example("{}"), Example("""{ "learning_rate": 0.1, "learning_rate_decay": 0.1, "initial_accumulator": 0.1, "weight_decay": 0.01 }""")]
public sealed record Adagrad([property: Description("Learning rate."), Bounds(Above = 0)] double LearningRate = 0.01) : Optimizer
{
    /// <summary>The decay κ of the learning rate per step; 0 by default.</summary>
    [Description("Decay of the learning rate per step."), Bounds(From = 0)]
    public double LearningRateDecay { get; init; }

    /// <summary>What the sum of squared gradients starts from; 0 by default.</summary>
    [Description("What the sum of squared gradients starts from."), Bounds(From = 0)]
    public double InitialAccumulator { get; init; }

    /// <summary>The small number ε that keeps the denominator above 0; 1e-10 by default.</summary>
    [Description("Small number that keeps the denominator above 0."), Bounds(Above = 0)]
    public double Epsilon { get; init; } = 1e-10;

    /// <summary>The weight decay λ: the factor of the squared-norm penalty's gradient; 0 by default.</summary>
    [Description("Weight decay, added to the gradient."), Bounds(From = 0)]
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    public override double BaseRate => LearningRate;

    /// <inheritdoc/>
    public override bool NormalizesGradients => true;

    /// <inheritdoc/>
    public override CompiledOptimizer<T> Compile<T>(int length) => new CompiledAdagrad<T>(this, length);
}

internal sealed class CompiledAdagrad<T> : CompiledOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Adagrad spec;

    public CompiledAdagrad(Adagrad spec, int length) : base(length, 1)
    {
        this.spec = spec;
        State[0].AsSpan().Fill(T.CreateTruncating(spec.InitialAccumulator));
    }

    protected override void Step(Team team, double learningRate, Span<T> weights, GradientView<T> gradients)
    {
        T rate = T.CreateTruncating(learningRate / (1 + (Steps - 1) * spec.LearningRateDecay));
        Apply(team, new Rule(rate, T.CreateTruncating(spec.Epsilon), T.CreateTruncating(spec.WeightDecay)), weights, gradients);
    }

    private readonly struct Rule(T rate, T epsilon, T decay) : IUpdate<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(ref Vector<T> w, Vector<T> g, ref Vector<T> sum, ref Vector<T> second, ref Vector<T> third)
        {
            g += decay * w;
            sum += g * g;
            w -= rate * g / (Vector.SquareRoot(sum) + new Vector<T>(epsilon));
        }
    }
}
