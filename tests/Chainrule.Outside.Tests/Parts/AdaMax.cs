using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels;
using Chainrule.Parameters;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>An optimizer, Adam with the largest gradient in place of the root mean square: m ← β₁·m + (1 − β₁)·g;
/// u ← max(β₂·u, |g| + ε); w ← w − η/(1 − β₁ᵏ) · m/u at step k = 1, 2, ….</summary>
/// <remarks>As PyTorch's <c>Adamax</c>. Source: Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015, section 7.1.</remarks>
/// <param name="LearningRate">The learning rate η.</param>
[Description("Adam with the largest gradient in place of the root mean square.")]
public sealed record AdaMax([property: Description("Learning rate."), Bounds(Above = 0)] double LearningRate = 2e-3) : Optimizer
{
    [Description("Decay of the running mean of gradients."), Bounds(From = 0, Below = 1)]
    public double Beta1 { get; init; } = 0.9;

    [Description("Decay of the largest gradient."), Bounds(From = 0, Below = 1)]
    public double Beta2 { get; init; } = 0.999;

    [Description("Small number that keeps the denominator above 0."), Bounds(Above = 0)]
    public double Epsilon { get; init; } = 1e-8;

    public override double BaseRate => LearningRate;

    public override bool NormalizesGradients => true;

    public override CompiledOptimizer<T> Compile<T>(int length) => new CompiledAdaMax<T>(this, length);
}

/// <summary>The state: the running mean m, then the largest gradient u.</summary>
internal sealed class CompiledAdaMax<T>(AdaMax spec, int length) : CompiledOptimizer<T>(length, buffers: 2)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Step(Team team, double learningRate, Span<T> weights, GradientView<T> gradients) =>
        Apply(team, new Rule(T.CreateTruncating(learningRate / (1 - Math.Pow(spec.Beta1, Steps))), T.CreateTruncating(spec.Beta1),
            T.CreateTruncating(1 - spec.Beta1), T.CreateTruncating(spec.Beta2), T.CreateTruncating(spec.Epsilon)), weights, gradients);

    private readonly struct Rule(T rate, T beta1, T rest1, T beta2, T epsilon) : IUpdate<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(ref Vector<T> w, Vector<T> g, ref Vector<T> mean, ref Vector<T> largest, ref Vector<T> third)
        {
            mean = beta1 * mean + rest1 * g;
            largest = Vector.Max(beta2 * largest, Vector.Abs(g) + new Vector<T>(epsilon));
            w -= rate * mean / largest;
        }
    }
}
