using System.Numerics;
using Chainrule.Data;
using Chainrule.Inspection;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Tests.Contracts;

/// <summary>A training that goes on from a checkpoint, taken at any of its steps, comes to the same weights, history and best epoch as the
/// one that was not interrupted: with every optimizer and every schedule that the library has.</summary>
public sealed class ResumeContractTests : IDisposable
{
    private const int BatchSize = 8;

    private static readonly Dictionary<string, string> Identity = new() { ["settings"] = "a", ["data"] = "b" };

    private static readonly Layer[] Perceptron =
        [new Linear(7), new BatchNorm(), new ReLU(), new Dropout(0.3), new Residual([new Linear(7), new LayerNorm()]), new Linear(3)];

    private static readonly Layer[] Convnet =
    [
        new Conv2d(3) { Padding = Padding.Same }, new BatchNorm(), new Tanh(), new MaxPool2d(2), new Dropout(0.2), new Flatten(),
            new Linear(3),
    ];

    private readonly TemporaryFile file = new();

    public static TheoryData<int> Optimizers => [.. Enumerable.Range(0, Examples.Optimizers.Count)];

    public static TheoryData<int> Schedules => [.. Enumerable.Range(0, Examples.Schedules.Count)];

    private static CheckpointInterval EveryStep => CheckpointInterval.OfSeconds(1e-9);

    /// <summary>Validated after every epoch; validated now and then, and ending within an epoch; stopped early.</summary>
    private static TrainingOptions[] Lengths =>
    [
        new() { Epochs = 3, BatchSize = BatchSize, ClipNorm = 0.5, CheckpointEvery = EveryStep },
        new() { Steps = 13, BatchSize = BatchSize, EvaluateEvery = 2, Shuffle = false, CheckpointEvery = EveryStep },
        new()
        {
            Epochs = 6, BatchSize = BatchSize, CheckpointEvery = EveryStep,
            EarlyStopping = new() { Patience = 2, MinDelta = 0.02, Metric = "validation_accuracy" },
        },
    ];

    [Theory, MemberData(nameof(Optimizers))]
    public void Every_optimizer_goes_on_from_any_step(int optimizer)
    {
        foreach (TrainingOptions length in Lengths)
            Check<float>([6], Perceptron, Examples.Optimizers[optimizer], new Cosine { WarmupEpochs = 0.5 }, length);
        Check<double>([1, 4, 4], Convnet, Examples.Optimizers[optimizer], new Constant(), Lengths[0]);
    }

    [Theory, MemberData(nameof(Schedules))]
    public void Every_schedule_goes_on_from_any_step(int schedule)
    {
        foreach (TrainingOptions length in Lengths)
            Check<float>([6], Perceptron, new Adam(0.02), Examples.Schedules[schedule], length);
        Check<float>([1, 4, 4], Convnet, new Sgd(0.1) { Momentum = 0.9 }, Examples.Schedules[schedule] with { WarmupEpochs = 1 },
            Lengths[2]);
    }

    [Fact]
    public void A_snapshot_that_is_reused_holds_the_newest_state()
    {
        Trainer<float> trainer = Trainer<float>([6], Perceptron, new Nadam(0.01), new ReduceOnPlateau());
        TrainingState<float> state = trainer.Start();
        TrainingSnapshot<float> reused = new(state, Identity);
        trainer.Callbacks.Add(new AtCheckpoints<float>(() =>
        {
            reused.Take();
            TrainingSnapshot<float> fresh = new(state, Identity);
            Assert.Equal(fresh.Text, reused.Text);
            Assert.Equal(CheckpointFile.Checksum(fresh.Text, fresh.Tensors()), CheckpointFile.Checksum(reused.Text, reused.Tensors()));
        }));
        trainer.Fit(Data<float>([6]), Lengths[0], state);
    }

    public void Dispose() => file.Dispose();

    private void Check<T>(Shape input, Layer[] layers, Optimizer optimizer, Schedule schedule, TrainingOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DataSplit<T> data = Data<T>(input);
        Trainer<T> whole = Trainer<T>(input, layers, optimizer, schedule);
        TrainingState<T> expected = whole.Start();
        List<(long Step, byte[] File)> checkpoints = [];
        TrainingSnapshot<T> snapshot = new(expected, Identity);
        whole.Callbacks.Add(new AtCheckpoints<T>(() =>
        {
            snapshot.Take();
            snapshot.Save(file.Path);
            checkpoints.Add((expected.Step, File.ReadAllBytes(file.Path)));
        }));
        History history = whole.Fit(data, options, expected);
        string hash = whole.Network.WeightsSha256();
        // There is one within each epoch after every step, and one after each epoch.
        Assert.Equal(Enumerable.Range(1, (int)expected.Step).Select(step => (long)step), checkpoints
            .Select(checkpoint => checkpoint.Step).Distinct());
        foreach ((long step, byte[] content) in checkpoints)
        {
            File.WriteAllBytes(file.Path, content);
            Trainer<T> trainer = Trainer<T>(input, layers, optimizer, schedule);
            TrainingState<T> state = trainer.Start();
            state.Load(file.Path, Identity);
            Assert.Equal(step, state.Step);
            History resumed = trainer.Fit(data, options, state);
            string what = $"{optimizer}, {schedule}, from step {step} of {expected.Step}";
            Assert.True(hash == trainer.Network.WeightsSha256(), what);
            Assert.Equal(
                (history.Status, history.BestEpoch, expected.BestScore, expected.EvaluationsWithoutGain),
                (resumed.Status, resumed.BestEpoch, state.BestScore, state.EvaluationsWithoutGain));
            Assert.Equal(Lines(expected.Epochs), Lines(state.Epochs));
            Assert.Equal(expected.Best!.Weights, state.Best!.Weights);
            Assert.Equal(expected.Best.Buffers.SelectMany(buffer => buffer), state.Best.Buffers.SelectMany(buffer => buffer));
        }
    }

    private sealed class AtCheckpoints<T>(Action action) : Callback<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void OnCheckpoint(TrainingContext<T> training) => action();
    }

    /// <summary>All of an epoch but for the time that it took.</summary>
    private static IEnumerable<string> Lines(List<EpochRecord> epochs) => epochs.Select(epoch => string.Join(
        ", ",
            [epoch.Epoch, epoch.Step, epoch.LearningRate, .. Numbers(epoch.Train), .. epoch.Validation is { } scores
            ? Numbers(scores) : []]));

    private static double[] Numbers(Scores scores) => [scores.Loss, .. scores.Metrics];

    private static Trainer<T> Trainer<T>(Shape input, Layer[] layers, Optimizer optimizer, Schedule schedule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Network.Build<T>(input, layers, seed: 4), new CrossEntropy(), optimizer, schedule)
        {
            Metrics = [new AccuracyMetric()],
            Threads = 1
        };

    private static DataSplit<T> Data<T>(Shape input) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Samples = 56, Classes = 3;
        RandomStream random = new(3, RandomPurpose.Generator);
        T[] inputs = new T[Samples * input.Size];
        int[] labels = new int[Samples];
        for (int sample = 0; sample < Samples; sample++)
        {
            labels[sample] = random.Next(Classes);
            for (int i = 0; i < input.Size; i++)
                inputs[sample * input.Size + i] = T.CreateTruncating(random.NextNormal() + (i % Classes == labels[sample] ? 1 : 0));
        }
        return Dataset.Create(inputs, input, labels, Classes).Split(validation: 17);
    }
}
