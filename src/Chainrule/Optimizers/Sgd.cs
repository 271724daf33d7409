using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels;
using Chainrule.Parameters;

namespace Chainrule.Optimizers;

/// <summary>Stochastic gradient descent: g ← g + λ·w; v ← μ·v + g, from v = 0; w ← w − η·v, or w − η·(g + μ·v) with Nesterov's
/// momentum.</summary>
/// <remarks>As PyTorch defines it. Nesterov: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep
/// learning", ICML 2013.</remarks>
/// <param name="LearningRate">The learning rate η.</param>
[Description("Stochastic gradient descent, with momentum if wanted.")]
[Example("""{ "learning_rate": 0.1 }"""), Example("""{ "learning_rate": 0.1, "momentum": 0.9 }"""),
    Example("""{ "learning_rate": 0.1, "momentum": 0.9, "nesterov": true, "weight_decay": 0.01 }""")]
public sealed record Sgd([property: Description("Learning rate."), Bounds(Above = 0)] double LearningRate) : Optimizer
{
    /// <summary>The momentum μ, 0 by default.</summary>
    [Description("Momentum: the share of the last update that goes on."), Bounds(From = 0, Below = 1)]
    public double Momentum { get; init; }

    /// <summary>Whether the gradient is taken where the momentum leads (Nesterov).</summary>
    [Description("Nesterov's momentum.")]
    public bool Nesterov { get; init; }

    /// <summary>The weight decay λ: the factor of the squared-norm penalty's gradient; 0 by default.</summary>
    [Description("Weight decay, added to the gradient."), Bounds(From = 0)]
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    public override double BaseRate => LearningRate;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Nesterov && Momentum == 0) throw new SpecException(this, "nesterov", "needs a momentum above 0");
    }

    /// <inheritdoc/>
    public override CompiledOptimizer<T> Compile<T>(int length) => new CompiledSgd<T>(this, length);
}

internal sealed class CompiledSgd<T>(Sgd spec, int length) : CompiledOptimizer<T>(length, spec.Momentum > 0 ? 1 : 0)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Step(Team team, double learningRate, Span<T> weights, GradientView<T> gradients)
    {
        T rate = T.CreateTruncating(learningRate), decay = T.CreateTruncating(spec.WeightDecay),
            momentum = T.CreateTruncating(spec.Momentum);
        if (spec.Momentum > 0)
            Apply(team, new WithMomentum(rate, momentum, decay, spec.Nesterov), weights, gradients);
        else if (spec.WeightDecay > 0)
            Apply(team, new Decaying(rate, decay), weights, gradients);
        else
            Apply(team, new Plain(rate), weights, gradients);
    }

    private readonly struct Plain(T rate) : IUpdate<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(ref Vector<T> w, Vector<T> g, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third) => w -= rate * g;
    }

    private readonly struct Decaying(T rate, T decay) : IUpdate<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(ref Vector<T> w, Vector<T> g, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third) =>
            w -= rate * (g + decay * w);
    }

    private readonly struct WithMomentum(T rate, T momentum, T decay, bool nesterov) : IUpdate<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(ref Vector<T> w, Vector<T> g, ref Vector<T> velocity, ref Vector<T> second, ref Vector<T> third)
        {
            g += decay * w;
            velocity = momentum * velocity + g;
            w -= rate * (nesterov ? g + momentum * velocity : velocity);
        }
    }
}
