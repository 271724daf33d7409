using System.Numerics;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Parameters;
using Chainrule.Training;

namespace Chainrule.Tests.Oracles;

/// <summary>Whole trainings of 100 steps, PyTorch's and ours from the same weights on the same batches: every step's loss and the final
/// weights.</summary>
public class TrajectoryOracleTests
{
    private static readonly IReadOnlyDictionary<string, Case> Cases = OracleData.Load<Case>("trajectories/trajectories.json");

    public static TheoryData<string> Names => OracleData.Names(Cases);

    [Theory, MemberData(nameof(Names))]
    public void A_hundred_steps_end_at_the_reference_weights(string name)
    {
        if (Cases[name].Precision == "float64") Check<double>(Cases[name], 1e-9);
        else Check<float>(Cases[name], 1e-4);

        static void Check<T>(Case entry, double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (Trainer<T> trainer, DataSplit<T> data, TrainingOptions options) = Start<T>(entry);
            History history = trainer.Fit(data, options);
            Assert.Equal(TrainingStatus.Completed, history.Status);
            Assert.Equal(entry.Steps, history.Epochs[^1].Step);
            Network<T> expected = Network.Build<T>([.. entry.InputShape], entry.Model);
            expected.LoadWeights(Path.Combine(Folder, entry.Final));
            foreach ((Parameter<T> theirs, Parameter<T> ours) in expected.Parameters.Zip(trainer.Network.Parameters))
                Near<T>(theirs.Value, ours.Value, tolerance, ours.Name);
            foreach ((LayerBuffer<T> theirs, LayerBuffer<T> ours) in expected.Buffers.Zip(trainer.Network.Buffers))
                Near<T>(theirs.Value, ours.Value, tolerance, ours.Name);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_step_has_the_reference_loss_even_if_the_training_is_cancelled_after_each(string name)
    {
        if (Cases[name].Precision == "float64") Check<double>(Cases[name], 1e-10);
        else Check<float>(Cases[name], 1e-4);

        static void Check<T>(Case entry, double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (Trainer<T> trainer, DataSplit<T> data, TrainingOptions options) = Start<T>(entry);
            TrainingState<T> state = trainer.Start();
            double before = 0;
            for (int step = 0; step < entry.Steps; step++)
            {
                trainer.Fit(data, options, state, cancellation: new CancellationToken(canceled: true));
                Assert.Equal(step + 1, state.Step);
                double sum = state.Running.LossSum, loss = (sum - (state.Batch == 1 ? 0 : before)) / entry.BatchSize;
                Assert.Equal(entry.Losses[step], loss, tolerance * Math.Max(1, entry.Losses[step]));
                before = sum;
            }
            Assert.Equal(TrainingStatus.Completed, trainer.Fit(data, options, state).Status);
            // Cancelling changes nothing.
            (Trainer<T> whole, _, _) = Start<T>(entry);
            whole.Fit(data, options);
            Assert.Equal(whole.Network.WeightsSha256(), trainer.Network.WeightsSha256());
        }
    }

    private static string Folder => Path.Combine(OracleData.Folder, "trajectories");

    private static (Trainer<T>, DataSplit<T>, TrainingOptions) Start<T>(Case entry) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyDictionary<string, NdArray> arrays = Npz.Read(Path.Combine(Folder, entry.Data));
        DataSplit<T> data = new(Dataset.Create<T>(arrays["x"], arrays["y"]));
        Network<T> network = Network.Build<T>([.. entry.InputShape], entry.Model);
        network.LoadWeights(Path.Combine(Folder, entry.Initial));
        // A step that has begun is finished however slow the machine is.
        Trainer<T> trainer = new(network, entry.Loss, entry.Optimizer) { Grace = TimeSpan.FromMinutes(5) };
        return (trainer, data, new TrainingOptions { Steps = entry.Steps, BatchSize = entry.BatchSize, Shuffle = false });
    }

    /// <summary>max |a − b| ≤ tolerance·max |b|, where a tensor whose largest value is below 0.01 counts as one of that size.</summary>
    private static void Near<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, double tolerance, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0.01, difference = 0;
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(double.CreateTruncating(expected[i])));
            difference = Math.Max(difference, Math.Abs(double.CreateTruncating(actual[i]) - double.CreateTruncating(expected[i])));
        }
        Assert.True(difference <= tolerance * largest, $"{what} differs by {difference / largest:E1} of its largest value.");
    }

    private sealed record Case(string Name, string Source, string Precision, int[] InputShape, Layer[] Model, Loss Loss,
        Optimizer Optimizer, int BatchSize, int Steps,
        string Data, string Initial, string Final, double Spread, double[] Losses) : OracleCase(Name, Source);
}
