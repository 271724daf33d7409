using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Optimizers;

namespace Chainrule.Tests.Contracts;

/// <summary>What every optimizer promises.</summary>
public class OptimizerContractTests
{
    public static TheoryData<string> Names => [.. Subjects.Optimizers.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] one = Train<T>(Subjects.Optimizers[name], 50_021, threads: 1);
            foreach (int threads in (int[])[2, 3, 5, 8, 16])
                Bits.Same<T>(one, Train<T>(Subjects.Optimizers[name], 50_021, threads), $"weights on {threads} threads");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_weight_is_updated_alike_at_any_place(string name)
    {
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            int lanes = Vector<T>.Count;
            T[] all = Train<T>(Subjects.Optimizers[name], 4 * lanes, threads: 1);
            foreach (int length in (int[])[0, 1, lanes - 1, lanes, lanes + 1, 2 * lanes + 3])
                Assert.Equal(all[..length], Train<T>(Subjects.Optimizers[name], length, threads: 1));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Restored_state_goes_on_with_the_same_bits(string name)
    {
        using Team team = new(1);
        float[] weights = Values<float>(37, 0), gradients = Values<float>(37, 1);
        CompiledOptimizer<float> whole = Subjects.Optimizers[name].Compile<float>(37),
            resumed = Subjects.Optimizers[name].Compile<float>(37);
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
        Bits.Same<float>(weights, copy, "weights");
        Assert.Equal(6, resumed.Steps);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_first_step_goes_downhill(string name)
    {
        double[] weights = [3, -2], start = [3, -2];
        Optimizer optimizer = Subjects.Optimizers[name];
        optimizer.Compile<double>(2).Update(Team.Single, optimizer.BaseRate, weights, [weights[0], 4 * weights[1]]);
        Assert.True(Math.Abs(weights[0]) < Math.Abs(start[0]) && Math.Abs(weights[1]) < Math.Abs(start[1]), $"{weights[0]}, {weights[1]}");
    }

    [Theory, MemberData(nameof(Names))]
    public void A_bowl_is_descended(string name)
    {
        using Team team = new(1);
        double[] weights = [3, -2], start = [3, -2];
        CompiledOptimizer<double> optimizer = Subjects.Optimizers[name].Compile<double>(2);
        for (int step = 0; step < 400; step++) optimizer.Update(team, 0.02, weights, [weights[0], 4 * weights[1]]);
        Assert.True(Height(weights) < 0.9 * Height(start), $"{Subjects.Optimizers[name]}: {weights[0]}, {weights[1]}");

        static double Height(double[] at) => at[0] * at[0] + 4 * at[1] * at[1];
    }

    [Theory, MemberData(nameof(Names))]
    public void A_gradient_that_is_no_number_shows_in_the_weight(string name)
    {
        using Team team = new(1);
        double[] weights = [1, 1];
        Subjects.Optimizers[name].Compile<double>(2).Update(team, 0.1, weights, [double.NaN, 0]);
        Assert.True(double.IsNaN(weights[0]));
        Assert.True(double.IsFinite(weights[1]));
    }

    [Theory, MemberData(nameof(Names))]
    public void Gradients_that_stay_0_leave_weights_finite(string name)
    {
        using Team team = new(1);
        float[] weights = [1];
        CompiledOptimizer<float> optimizer = Subjects.Optimizers[name].Compile<float>(1);
        for (int step = 0; step < 20; step++) optimizer.Update(team, 0.1, weights, [0]);
        Assert.True(float.IsFinite(weights[0]));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_step_depends_on_weights_gradients_and_state_alone(string name)
    {
        float[] expected = Train<float>(Subjects.Optimizers[name], 37, threads: 1), weights = Values<float>(37, 0);
        CompiledOptimizer<float> optimizer = Subjects.Optimizers[name].Compile<float>(37);
        for (int step = 1; step <= 3; step++)
        {
            // Another training by the same description in between, of another length.
            Train<float>(Subjects.Optimizers[name], 50, threads: 1);
            float[] gradients = Values<float>(37, step);
            optimizer.Update(Team.Single, Subjects.Optimizers[name].BaseRate, weights, gradients);
            Bits.Same<float>(Values<float>(37, step), gradients, "gradients");
        }
        Bits.Same<float>(expected, weights, "weights");
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
