using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Tests.Training;

/// <summary>A small training that the tests of this folder share: three classes of points, a network with batch norm and dropout.</summary>
internal static class SmallTraining
{
    public static readonly Layer[] Layers = [new Linear(16), new BatchNorm(), new ReLU(), new Dropout(0.2), new Linear(3)];

    public static Trainer<float> Trainer(Optimizer? optimizer = null, Schedule? schedule = null) =>
        new(Network.Build<float>([4], Layers, seed: 2), new CrossEntropy(), optimizer ?? new Sgd(0.1),
            schedule)
        { Metrics = [new AccuracyMetric(), new MeanAbsoluteErrorMetric()], Threads = 1 };

    /// <summary>100 samples to train on and 40 to validate, of three classes by their distance from the origin.</summary>
    public static DataSplit<float> Rings()
    {
        RandomStream random = new(8, RandomPurpose.Generator);
        return new(Part(100, ref random), Part(40, ref random));

        static Dataset<float> Part(int samples, ref RandomStream random)
        {
            float[] inputs = new float[samples * 4];
            int[] labels = new int[samples];
            for (int sample = 0; sample < samples; sample++)
            {
                labels[sample] = random.Next(3);
                for (int i = 0; i < 4; i++) inputs[4 * sample + i] = (float)(0.3 * random.NextNormal() + (i == labels[sample] ? 1 : 0));
            }
            return Dataset.Create(inputs, [4], labels, 3, "rings");
        }
    }

    /// <summary>Another trainer with all that a checkpoint holds, and nothing else.</summary>
    public static (Trainer<float>, TrainingState<float>) Restored(TrainingState<float> state, Optimizer optimizer, Schedule schedule)
    {
        using TemporaryFile file = new();
        state.Save(file.Path);
        Trainer<float> again = Trainer(optimizer, schedule);
        TrainingState<float> restored = again.Start();
        restored.Load(file.Path);
        return (again, restored);
    }

    /// <summary>A callback of functions.</summary>
    public sealed class Follower : Callback<float>
    {
        public Action<TrainingContext<float>>? AtBegin { get; init; }

        public Action<TrainingContext<float>>? AtGradients { get; init; }

        public Action<TrainingContext<float>>? AtBatch { get; init; }

        public Action<TrainingContext<float>>? AtEvaluation { get; init; }

        public Action<TrainingContext<float>>? AtEpoch { get; init; }

        public Action<TrainingContext<float>>? AtCheckpoint { get; init; }

        public Action<TrainingContext<float>>? AtEnd { get; init; }

        public override void OnTrainBegin(TrainingContext<float> training) => AtBegin?.Invoke(training);

        public override void OnGradients(TrainingContext<float> training) => AtGradients?.Invoke(training);

        public override void OnBatchEnd(TrainingContext<float> training) => AtBatch?.Invoke(training);

        public override void OnEvaluate(TrainingContext<float> training) => AtEvaluation?.Invoke(training);

        public override void OnEpochEnd(TrainingContext<float> training) => AtEpoch?.Invoke(training);

        public override void OnCheckpoint(TrainingContext<float> training) => AtCheckpoint?.Invoke(training);

        public override void OnTrainEnd(TrainingContext<float> training) => AtEnd?.Invoke(training);
    }

    /// <summary>Progress that reports at once, on the same thread.</summary>
    public sealed class Progress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
