using System.Numerics;
using Chainrule.Data;
using Chainrule.Inspection;
using Chainrule.Kernels;
using Chainrule.Lab.Runs;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Runs;

/// <summary>A training that goes on from a checkpoint, taken at any of its steps, comes to the same weights, history and best epoch as the one
/// that was not interrupted: with every optimizer and every schedule that the library has.</summary>
public sealed class ResumeContractTests : IDisposable
{
    private const int BatchSize = 8;

    private static readonly RunIdentity Identity = new("recipe", "data");

    private static readonly Layer[] Perceptron = [new Linear(7), new BatchNorm(), new ReLU(), new Dropout(0.3), new Residual([new Linear(7), new LayerNorm()]), new Linear(3)];

    private static readonly Layer[] Convnet = [new Conv2d(3) { Padding = Padding.Same }, new BatchNorm(), new Tanh(), new MaxPool2d(2), new Dropout(0.2), new Flatten(), new Linear(3)];

    private readonly string file = Path.Combine(Path.GetTempPath(), $"chainrule-{Path.GetRandomFileName()}");

    public static TheoryData<int> Optimizers => [.. Enumerable.Range(0, Examples.Optimizers.Count)];

    public static TheoryData<int> Schedules => [.. Enumerable.Range(0, Examples.Schedules.Count)];

    /// <summary>What the training is told: to be validated now and then, to be stopped early, to end within an epoch.</summary>
    private static TrainingOptions[] Courses =>
    [
        new() { Epochs = 3, BatchSize = BatchSize, ClipNorm = 0.5, CheckpointEvery = CheckpointInterval.OfSeconds(1e-9) },
        new() { Steps = 13, BatchSize = BatchSize, EvaluateEvery = 2, Shuffle = false, CheckpointEvery = CheckpointInterval.OfSeconds(1e-9) },
        new() { Epochs = 6, BatchSize = BatchSize, EarlyStopping = new() { Patience = 2, MinDelta = 0.02, Metric = "validation_accuracy" }, CheckpointEvery = CheckpointInterval.OfSeconds(1e-9) },
    ];

    [Theory, MemberData(nameof(Optimizers))]
    public void Every_optimizer_goes_on_from_any_step(int optimizer)
    {
        foreach (TrainingOptions course in Courses) Check<float>([6], Perceptron, Examples.Optimizers[optimizer], new Cosine { WarmupEpochs = 0.5 }, course);
        Check<double>([1, 4, 4], Convnet, Examples.Optimizers[optimizer], new Constant(), Courses[0]);
    }

    [Theory, MemberData(nameof(Schedules))]
    public void Every_schedule_goes_on_from_any_step(int schedule)
    {
        foreach (TrainingOptions course in Courses) Check<float>([6], Perceptron, new Adam(0.02), Examples.Schedules[schedule], course);
        Check<float>([1, 4, 4], Convnet, new Sgd(0.1) { Momentum = 0.9 }, Examples.Schedules[schedule] with { WarmupEpochs = 1 }, Courses[2]);
    }

    [Fact]
    public void A_snapshot_that_is_reused_holds_the_newest_state()
    {
        Trainer<float> trainer = Trainer<float>([6], Perceptron, new Nadam(0.01), new ReduceOnPlateau());
        TrainingState<float> state = trainer.Start();
        Snapshot<float> reused = new(Identity, trainer.Network, state);
        trainer.Fit(Data<float>([6]), Courses[0], state, checkpoint: () =>
        {
            reused.Take();
            Snapshot<float> fresh = new(Identity, trainer.Network, state);
            Assert.Equal(fresh.Text, reused.Text);
            Assert.Equal(Checkpoint.Checksum(fresh.Text, fresh.Tensors()), Checkpoint.Checksum(reused.Text, reused.Tensors()));
        });
    }

    public void Dispose() => File.Delete(file);

    private void Check<T>(Shape input, Layer[] layers, Optimizer optimizer, Schedule schedule, TrainingOptions options) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DataSplit<T> data = Data<T>(input);
        Trainer<T> whole = Trainer<T>(input, layers, optimizer, schedule);
        TrainingState<T> expected = whole.Start();
        List<(long Step, byte[] File)> checkpoints = [];
        Snapshot<T> snapshot = new(Identity, whole.Network, expected);
        History history = whole.Fit(data, options, expected, checkpoint: () =>
        {
            snapshot.Take();
            Checkpoint.Write(file, snapshot);
            checkpoints.Add((expected.Step, File.ReadAllBytes(file)));
        });
        string hash = whole.Network.WeightsSha256();
        // There is one within each epoch after every step, and one after each epoch.
        Assert.Equal(Enumerable.Range(1, (int)expected.Step).Select(step => (long)step), checkpoints.Select(checkpoint => checkpoint.Step).Distinct());
        foreach ((long step, byte[] content) in checkpoints)
        {
            File.WriteAllBytes(file, content);
            Trainer<T> trainer = Trainer<T>(input, layers, optimizer, schedule);
            TrainingState<T> state = trainer.Start();
            Checkpoint.Read(file, Identity, trainer.Network, state);
            Assert.Equal(step, state.Step);
            History resumed = trainer.Fit(data, options, state);
            string what = $"{optimizer}, {schedule}, from step {step} of {expected.Step}";
            Assert.True(hash == trainer.Network.WeightsSha256(), what);
            Assert.Equal((history.Status, history.BestEpoch, expected.BestScore, expected.EvaluationsWithoutGain), (resumed.Status, resumed.BestEpoch, state.BestScore, state.EvaluationsWithoutGain));
            Assert.Equal(Lines(expected.Epochs), Lines(state.Epochs));
            Assert.Equal(expected.BestWeights, state.BestWeights);
            Assert.Equal(expected.BestBuffers!.SelectMany(buffer => buffer), state.BestBuffers!.SelectMany(buffer => buffer));
        }
    }

    private static string[] Lines(List<EpochRecord> epochs) =>
        HistoryCsv.Write([.. epochs.Select(epoch => epoch with { Seconds = 0 })], ["accuracy"], validated: true).Split('\n');

    private static Trainer<T> Trainer<T>(Shape input, Layer[] layers, Optimizer optimizer, Schedule schedule) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Network.Build<T>(input, layers, seed: 4), new CrossEntropy(), optimizer, schedule) { Metrics = [new AccuracyMetric()], Threads = 1 };

    private static DataSplit<T> Data<T>(Shape input) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Samples = 56, Classes = 3;
        RandomStream random = new(3, RandomPurpose.Generator);
        T[] inputs = new T[Samples * input.Size];
        int[] labels = new int[Samples];
        for (int sample = 0; sample < Samples; sample++)
        {
            labels[sample] = random.Next(Classes);
            for (int i = 0; i < input.Size; i++) inputs[sample * input.Size + i] = T.CreateTruncating(random.NextNormal() + (i % Classes == labels[sample] ? 1 : 0));
        }
        return Dataset.Create(inputs, input, labels, Classes).Split(validation: 17);
    }
}
