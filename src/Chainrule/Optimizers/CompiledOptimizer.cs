using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Functions;
using Chainrule.Parameters;

namespace Chainrule.Optimizers;

/// <summary>An optimizer with its state, for one flat buffer of weights.</summary>
/// <remarks>The state is the step count and some buffers as long as the weights; saving both saves all.</remarks>
public abstract class CompiledOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>An optimizer for <paramref name="length"/> weights with this many state buffers, all zero.</summary>
    protected CompiledOptimizer(int length, int buffers)
    {
        T[][] state = new T[buffers][];
        for (int i = 0; i < buffers; i++) state[i] = GC.AllocateArray<T>(length, pinned: true);
        State = state;
    }

    /// <summary>The state buffers, each as long as the weights.</summary>
    public IReadOnlyList<T[]> State { get; }

    /// <summary>Further numbers that belong to the state, such as a running product; saved with the buffers.</summary>
    public virtual Span<double> Scalars => [];

    /// <summary>How many updates were made.</summary>
    public long Steps { get; set; }

    /// <summary>Makes one update of all weights.</summary>
    /// <param name="team">The threads to use.</param>
    /// <param name="learningRate">The learning rate η of this step, as the schedule gives it.</param>
    /// <param name="weights">The weights; changed.</param>
    /// <param name="gradients">The gradient of the loss.</param>
    public void Update(Team team, double learningRate, Span<T> weights, ReadOnlySpan<T> gradients) =>
        Update(team, learningRate, weights, new GradientView<T>(gradients));

    /// <summary>Makes one update of all weights.</summary>
    /// <param name="team">The threads to use.</param>
    /// <param name="learningRate">The learning rate η of this step, as the schedule gives it.</param>
    /// <param name="weights">The weights; changed.</param>
    /// <param name="gradients">The gradient of the loss, parts of which may be outer products that are not written out.</param>
    public void Update(Team team, double learningRate, Span<T> weights, GradientView<T> gradients)
    {
        if (weights.Length != gradients.Length)
            throw new ArgumentException($"{weights.Length} weights do not fit {gradients.Length} gradients.");
        Steps++;
        Step(team, learningRate, weights, gradients);
    }

    /// <summary>One update; <see cref="Steps"/> counts it already, so the first one sees 1.</summary>
    protected abstract void Step(Team team, double learningRate, Span<T> weights, GradientView<T> gradients);

    /// <summary>Applies a rule to every weight and its elements of the state buffers, on vectors and threads. Where a gradient is an outer
    /// product that is not written out, it is multiplied while it is read.</summary>
    /// <param name="team">The threads to use.</param>
    /// <param name="rule">The rule; what it needs to know of this step, such as the learning rate, is in its fields.</param>
    /// <param name="weights">The weights; changed.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <exception cref="InvalidOperationException">There are more than three state buffers.</exception>
    protected void Apply<TUpdate>(Team team, TUpdate rule, Span<T> weights, GradientView<T> gradients)
        where TUpdate : unmanaged, IUpdate<T>
    {
        if (State.Count > 3)
            throw new InvalidOperationException($"A rule takes at most 3 state buffers, but this optimizer has {State.Count}.");
        Updates<T>.Apply(team, rule, weights, gradients.Values, gradients.Products, Buffer(0), Buffer(1), Buffer(2));

        Span<T> Buffer(int i) => i < State.Count ? State[i] : default;
    }
}
