using System.Numerics;
using System.Reflection;
using System.Text.Json.Serialization;
using Chainrule.Kernels;
using Chainrule.Optimizers;

namespace Chainrule.Tests.Optimizers;

/// <summary>What every optimizer promises.</summary>
public class OptimizerTests
{
    private static readonly Optimizer[] All =
    [
        new Sgd(0.1), new Sgd(0.1) { Momentum = 0.9, WeightDecay = 0.01 }, new Sgd(0.1) { Momentum = 0.9, Nesterov = true },
        new Adagrad(), new Adagrad(0.1) { InitialAccumulator = 0.1, LearningRateDecay = 0.1, WeightDecay = 0.01 },
        new RmsProp(), new RmsProp { Momentum = 0.5 }, new RmsProp { Centered = true }, new RmsProp { Momentum = 0.5, Centered = true, WeightDecay = 0.01 },
        new Adam(), new Adam { WeightDecay = 0.01 }, new AdamW(), new Nadam(), new Nadam { WeightDecay = 0.01 }, new Lion(), new Lion { WeightDecay = 0.1 },
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, All.Length)];

    [Fact]
    public void Every_optimizer_is_among_those_tested_here() => Assert.Equal(
        typeof(Optimizer).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(line => line.DerivedType).ToHashSet(), [.. All.Select(optimizer => optimizer.GetType())]);

    [Theory, MemberData(nameof(Indices))]
    public void Any_number_of_threads_gives_the_same_bits(int index)
    {
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] one = Train<T>(All[index], 50_021, threads: 1);
            Assert.True(one.AsSpan().SequenceEqual(Train<T>(All[index], 50_021, threads: 2)));
            Assert.True(one.AsSpan().SequenceEqual(Train<T>(All[index], 50_021, threads: 3)));
        }
    }

    [Theory, MemberData(nameof(Indices))]
    public void A_weight_is_updated_alike_wherever_it_stands(int index)
    {
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int lanes = Vector<T>.Count;
            T[] all = Train<T>(All[index], 4 * lanes, threads: 1);
            foreach (int length in (int[])[0, 1, lanes - 1, lanes, lanes + 1, 2 * lanes + 3]) Assert.Equal(all[..length], Train<T>(All[index], length, threads: 1));
        }
    }

    [Theory, MemberData(nameof(Indices))]
    public void Restored_state_goes_on_with_the_same_bits(int index)
    {
        using Team team = new(1);
        float[] weights = Values<float>(37, 0), gradients = Values<float>(37, 1);
        CompiledOptimizer<float> whole = All[index].Compile<float>(37), resumed = All[index].Compile<float>(37);
        for (int step = 0; step < 3; step++) whole.Update(team, 0.01, weights, gradients);

        float[] copy = [.. weights];
        for (int buffer = 0; buffer < whole.State.Count; buffer++) whole.State[buffer].CopyTo(resumed.State[buffer], 0);
        whole.Scalars.CopyTo(resumed.Scalars);
        resumed.Steps = whole.Steps;
        for (int step = 0; step < 3; step++)
        {
            whole.Update(team, 0.01, weights, gradients);
            resumed.Update(team, 0.01, copy, gradients);
        }
        Assert.Equal(weights, copy);
        Assert.Equal(6, resumed.Steps);
    }

    [Theory, MemberData(nameof(Indices))]
    public void Updates_allocate_nothing_after_the_first(int index)
    {
        using Team team = new(2);
        float[] weights = Values<float>(40_000, 0), gradients = Values<float>(40_000, 1);
        CompiledOptimizer<float> optimizer = All[index].Compile<float>(weights.Length);
        optimizer.Update(team, 0.01, weights, gradients);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 5; step++) optimizer.Update(team, 0.01, weights, gradients);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory, MemberData(nameof(Indices))]
    public void A_bowl_is_descended(int index)
    {
        using Team team = new(1);
        double[] weights = [3, -2], start = [3, -2];
        CompiledOptimizer<double> optimizer = All[index].Compile<double>(2);
        for (int step = 0; step < 400; step++) optimizer.Update(team, 0.02, weights, [weights[0], 4 * weights[1]]);
        Assert.True(Height(weights) < 0.9 * Height(start), $"{All[index]}: {weights[0]}, {weights[1]}");

        static double Height(double[] at) => at[0] * at[0] + 4 * at[1] * at[1];
    }

    [Theory, MemberData(nameof(Indices))]
    public void A_gradient_that_is_no_number_shows_in_the_weight(int index)
    {
        using Team team = new(1);
        double[] weights = [1, 1];
        All[index].Compile<double>(2).Update(team, 0.1, weights, [double.NaN, 0]);
        Assert.True(double.IsNaN(weights[0]));
        Assert.True(double.IsFinite(weights[1]));
    }

    [Theory, MemberData(nameof(Indices))]
    public void Gradients_that_stay_0_leave_weights_finite(int index)
    {
        using Team team = new(1);
        float[] weights = [1];
        CompiledOptimizer<float> optimizer = All[index].Compile<float>(1);
        for (int step = 0; step < 20; step++) optimizer.Update(team, 0.1, weights, [0]);
        Assert.True(float.IsFinite(weights[0]));
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_an_error()
    {
        using Team team = new(1);
        Assert.Throws<ArgumentException>(() => new Sgd(0.1).Compile<float>(2).Update(team, 0.1, new float[2], new float[3]));
        Assert.Throws<ArgumentException>(() => new Adam().Compile<float>(2).Update(team, 0.1, new float[3], new float[3]));
    }

    [Fact]
    public void Parameters_have_bounds()
    {
        foreach (Optimizer optimizer in All) optimizer.Validate();
        Assert.Equal("Sgd(-0.1): learning_rate is -0.1; expected a number above 0.", Assert.Throws<SpecException>(new Sgd(-0.1).Validate).Message);
        Optimizer[] wrong =
        [
            new Adam(0), new Adam { Beta1 = 1 }, new Adam { Beta2 = -0.1 }, new Adam { Epsilon = 0 }, new AdamW { WeightDecay = -1 }, new Nadam { MomentumDecay = -1 },
            new Lion { Beta2 = 1 }, new RmsProp { Alpha = 1 }, new RmsProp { Momentum = 1 }, new Adagrad { InitialAccumulator = -1 }, new Adagrad { LearningRateDecay = -1 },
            new Adam(double.NaN), new Sgd(double.PositiveInfinity), new Sgd(0.1) { Nesterov = true },
        ];
        foreach (Optimizer optimizer in wrong) Assert.Throws<SpecException>(optimizer.Validate);
    }

    private static T[] Train<T>(Optimizer spec, int length, int threads) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Team team = new(threads);
        T[] weights = Values<T>(length, 0);
        CompiledOptimizer<T> optimizer = spec.Compile<T>(length);
        for (int step = 1; step <= 3; step++) optimizer.Update(team, spec.BaseRate, weights, Values<T>(length, step));
        return weights;
    }

    private static T[] Values<T>(int length, int stream) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[length];
        for (int i = 0; i < length; i++) values[i] = T.CreateTruncating(Math.Sin(0.7 * i + stream));
        return values;
    }
}
