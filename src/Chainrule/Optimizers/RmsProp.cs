using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels;
using Chainrule.Parameters;

namespace Chainrule.Optimizers;

/// <summary>Steps in units of the gradient's running root mean square: g ← g + λ·w; s ← α·s + (1 − α)·g²; d = √s + ε; w ← w − η·g/d.
/// With momentum: b ← μ·b + g/d; w ← w − η·b. Centered: m ← α·m + (1 − α)·g and d = √(s − m²) + ε.</summary>
/// <remarks>As PyTorch's <c>RMSprop</c>, except that s − m² is kept from falling below 0 by rounding. Source: Tieleman, Hinton, "Lecture
/// 6.5: rmsprop", Coursera, 2012; centered: Graves, "Generating sequences with recurrent neural networks", 2013.</remarks>
/// <param name="LearningRate">The learning rate η.</param>
/// <example><code>new RmsProp(0.01) { Momentum = 0.9 }</code></example>
[Description("RMSProp: steps in units of the gradient's running root mean square.")]
[Example("{}"), Example("""{ "momentum": 0.5 }"""), Example("""{ "centered": true }"""),
    Example("""{ "centered": true, "momentum": 0.9, "weight_decay": 0.01 }""")]
public sealed record RmsProp([property: Description("Learning rate."), Bounds(Above = 0)] double LearningRate = 0.01) : Optimizer
{
    /// <summary>The decay α of the running means; 0.99 by default.</summary>
    [Description("Decay of the running means."), Bounds(From = 0, Below = 1)]
    public double Alpha { get; init; } = 0.99;

    /// <summary>The small number ε that keeps the denominator above 0; 1e-8 by default.</summary>
    [Description("Small number that keeps the denominator above 0."), Bounds(Above = 0)]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The momentum μ, 0 by default.</summary>
    [Description("Momentum: the share of the last update that goes on."), Bounds(From = 0, Below = 1)]
    public double Momentum { get; init; }

    /// <summary>Whether the gradient's variance takes the place of its mean square.</summary>
    [Description("Whether the gradient's variance takes the place of its mean square.")]
    public bool Centered { get; init; }

    /// <summary>The weight decay λ: the factor of the squared-norm penalty's gradient; 0 by default.</summary>
    [Description("Weight decay, added to the gradient."), Bounds(From = 0)]
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    public override double BaseRate => LearningRate;

    /// <inheritdoc/>
    public override bool NormalizesGradients => true;

    /// <inheritdoc/>
    public override CompiledOptimizer<T> Compile<T>(int length) => new CompiledRmsProp<T>(this, length);
}

/// <summary>The state: the mean square s, then b where there is momentum or m, then m where centered.</summary>
internal sealed class CompiledRmsProp<T>(RmsProp spec, int length)
    : CompiledOptimizer<T>(length, spec.Centered ? 3 : spec.Momentum > 0 ? 2 : 1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Step(Team team, double learningRate, Span<T> weights, GradientView<T> gradients)
    {
        Rule rule = new(T.CreateTruncating(learningRate), T.CreateTruncating(spec.Alpha), T.CreateTruncating(1 - spec.Alpha),
            T.CreateTruncating(spec.Epsilon), T.CreateTruncating(spec.Momentum), T.CreateTruncating(spec.WeightDecay), spec.Centered);
        Apply(team, rule, weights, gradients);
    }

    /// <summary>A buffer that is not there reads as 0: so m² is 0 where nothing is centered, and b is g/d where there is no
    /// momentum.</summary>
    private readonly struct Rule(T rate, T alpha, T rest, T epsilon, T momentum, T decay, bool centered) : IUpdate<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(ref Vector<T> w, Vector<T> g, ref Vector<T> square, ref Vector<T> velocity, ref Vector<T> mean)
        {
            g += decay * w;
            square = alpha * square + rest * g * g;
            if (centered) mean = alpha * mean + rest * g;
            Vector<T> variance = Vector.Max(square - mean * mean, Vector<T>.Zero);
            velocity = momentum * velocity + g / (Vector.SquareRoot(variance) + new Vector<T>(epsilon));
            w -= rate * velocity;
        }
    }
}
