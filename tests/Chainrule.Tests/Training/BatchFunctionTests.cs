using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;
using static Chainrule.Tests.Training.SmallTraining;

namespace Chainrule.Tests.Training;

/// <summary>Transforms of batches, and generators that make them.</summary>
public class BatchFunctionTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 3, BatchSize = 30 };

    [Fact]
    public void A_transform_sees_every_training_batch_and_no_other()
    {
        List<(long Step, int Size)> seen = [];
        List<int> indices = [];
        DataSplit<float> data = SmallTraining.Rings();
        Trainer<float> trainer = With(batch =>
        {
            seen.Add((batch.Step, batch.Size));
            Assert.Equal((4, 4 * batch.Size, 3 * batch.Size), (batch.InputShape.Size, batch.Inputs.Length, batch.Targets.Length));
            float[] input = new float[4];
            for (int i = 0; i < batch.Size; i++)
            {
                data.Train.GatherInputs([batch.Indices[i]], input);
                Assert.Equal(input, batch.Input(i));
                Assert.Equal(1, batch.Target(i)[data.Train.Label(batch.Indices[i])]);
            }
            indices.AddRange(batch.Indices);
        });
        trainer.Fit(data, Options with { Epochs = 1 });
        trainer.Evaluate(data.Validation!);
        Assert.Equal([(0, 30), (1, 30), (2, 30), (3, 10)], seen);
        Assert.Equal(Enumerable.Range(0, 100), indices.Order());
    }

    [Fact]
    public void What_a_transform_writes_is_trained_on()
    {
        Trainer<float> transformed = With(batch => batch.Inputs.Clear()), plain = With(null);
        Dataset<float> rings = SmallTraining.Rings().Train;
        Dataset<float> zeros = Dataset.Create(new float[400], [4], [.. Enumerable.Range(0, 100).Select(rings.Label)], 3);
        transformed.Fit(SmallTraining.Rings(), Options);
        plain.Fit(new(zeros), Options);
        Assert.Equal(plain.Network.WeightsSha256(), transformed.Network.WeightsSha256());
    }

    [Fact]
    public void A_random_transform_gives_the_same_bits_on_any_number_of_threads_and_wherever_it_is_interrupted()
    {
        string expected = Train(1, stopAfter: 0);
        Assert.All((int[])[2, 3, 8], threads => Assert.Equal(expected, Train(threads, stopAfter: 0)));
        Assert.All((int[])[1, 4, 7], steps => Assert.Equal(expected, Train(1, steps)));

        static string Train(int threads, int stopAfter)
        {
            Trainer<float> trainer = With(Noise, threads);
            TrainingState<float> state = trainer.Start();
            trainer.Callbacks.Add(new Follower { AtBatch = training => { if (training.Step == stopAfter) training.Stop(); } });
            while (trainer.Fit(SmallTraining.Rings(), Options, state).Status == TrainingStatus.Stopped)
            {
            }
            return trainer.Network.WeightsSha256();
        }
    }

    [Fact]
    public void A_generator_gives_batches_for_as_many_steps_as_asked_for()
    {
        Trainer<float> trainer = With(null);
        List<long> steps = [];
        BatchGenerator<float> batches = new(batch =>
        {
            steps.Add(batch.Step);
            Assert.Equal((16, 0, 64, 48), (batch.Size, batch.Indices.Length, batch.Inputs.Length, batch.Targets.Length));
            Assert.False(batch.Inputs.ContainsAnyExcept(0f) || batch.Targets.ContainsAnyExcept(0f));
            Ring(batch);
        }, stepsPerEpoch: 4);
        TrainingState<float> state = trainer.Start();
        History history = trainer.Fit(batches, new TrainingOptions { Steps = 10, BatchSize = 16 }, SmallTraining.Rings().Validation, state);
        Assert.Equal(Enumerable.Range(0, 10).Select(step => (long)step), steps);
        Assert.Equal([4, 8, 10], history.Epochs.Select(epoch => epoch.Step));
        Assert.All(history.Epochs, epoch => Assert.NotNull(epoch.Validation));
        Assert.Equal(160, state.Samples);
    }

    [Fact]
    public void A_generator_is_learned_from()
    {
        Trainer<float> trainer = Trainer(new Adam(0.01));
        trainer.Fit(new BatchGenerator<float>(Ring, stepsPerEpoch: 100), new TrainingOptions { Steps = 300, BatchSize = 32 });
        Assert.InRange(trainer.Evaluate(SmallTraining.Rings().Validation!)["accuracy"], 0.9, 1);
    }

    [Fact]
    public void A_training_on_a_generator_goes_on_with_the_same_bits()
    {
        TrainingOptions options = new() { Steps = 23, BatchSize = 16, EvaluateEvery = 2 };
        BatchGenerator<float> batches = new(Ring, stepsPerEpoch: 5);
        Dataset<float> validation = SmallTraining.Rings().Validation!;
        Trainer<float> whole = Trainer(new Adam(0.01));
        History expected = whole.Fit(batches, options, validation);
        foreach (int stop in (int[])[1, 5, 12, 20])
        {
            Trainer<float> trainer = Trainer(new Adam(0.01));
            TrainingState<float> state = trainer.Start();
            trainer.Callbacks.Add(new Follower { AtBatch = training => { if (training.Step == stop) training.Stop(); } });
            trainer.Fit(batches, options, validation, state);
            (Trainer<float> later, state) = Restored(state, new Adam(0.01), trainer.Schedule);
            History history = later.Fit(batches, options, validation, state);
            Assert.Equal(whole.Network.WeightsSha256(), later.Network.WeightsSha256());
            Assert.Equal(expected["validation_loss"], history["validation_loss"]);
        }
    }

    [Fact]
    public void A_generator_has_no_epochs_and_no_whole()
    {
        BatchGenerator<float> batches = new(Ring, stepsPerEpoch: 5, "rings without end");
        Assert.EndsWith("Epochs has no meaning for 'rings without end', which has no end; say steps instead.",
            Assert.Throws<SpecException>(() => Trainer().Fit(batches, new TrainingOptions { Epochs = 1 })).Message,
            StringComparison.Ordinal);
        Assert.EndsWith("BatchSize is all, but 'rings without end' has no end; say a number.", Assert.Throws<SpecException>(() =>
            Trainer().Fit(batches, new TrainingOptions { Steps = 1, BatchSize = BatchSize.All })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchGenerator<float>(Ring, stepsPerEpoch: 0));
        Assert.Throws<ArgumentNullException>(() => new BatchGenerator<float>(null!, stepsPerEpoch: 1));
    }

    [Fact]
    public void A_function_that_throws_leaves_a_state_to_go_on_from()
    {
        Trainer<float> whole = With(Noise), trainer = null!;
        whole.Fit(SmallTraining.Rings(), Options);
        bool hasThrown = false;
        trainer = With(batch =>
        {
            if (batch.Step == 5 && !hasThrown)
            {
                hasThrown = true;
                throw new TimeZoneNotFoundException();
            }
            Noise(batch);
        });
        TrainingState<float> state = trainer.Start();
        Assert.Throws<TimeZoneNotFoundException>(() => trainer.Fit(SmallTraining.Rings(), Options, state));
        trainer.Fit(SmallTraining.Rings(), Options, state);
        Assert.Equal(whole.Network.WeightsSha256(), trainer.Network.WeightsSha256());
    }

    [Theory]
    [InlineData(true, "input")]
    [InlineData(false, "target")]
    public void A_function_that_makes_NaN_is_to_blame_and_costs_no_step(bool isInput, string where)
    {
        Trainer<float> trainer = With(batch =>
        {
            if (batch.Step == 3) (isInput ? batch.Inputs : batch.Targets)[1] = float.NaN;
        }), shorter = With(transform: null);
        Divergence divergence = trainer.Fit(SmallTraining.Rings(), Options).Divergence!;
        Assert.Equal((where, 4L, 3L), (divergence.Where, divergence.Step, divergence.StepsKept));
        Assert.Equal("A transform or a generator made that number: let it make finite ones.", divergence.Advice);
        shorter.Fit(SmallTraining.Rings(), Options with { Epochs = null, Steps = 3 });
        Assert.Equal(shorter.Network.WeightsSha256(), trainer.Network.WeightsSha256());
    }

    private static void Noise(Batch<float> batch)
    {
        foreach (ref float value in batch.Inputs) value += 0.1f * (float)batch.Random.NextNormal();
    }

    private static void Ring(Batch<float> batch)
    {
        for (int sample = 0; sample < batch.Size; sample++)
        {
            int label = batch.Random.Next(3);
            batch.Target(sample)[label] = 1;
            for (int i = 0; i < 4; i++)
                batch.Input(sample)[i] = (float)(0.3 * batch.Random.NextNormal() + (i == label ? 1 : 0));
        }
    }

    private static Trainer<float> With(BatchFunction<float>? transform, int threads = 1) =>
        new(Network.Build<float>([4], SmallTraining.Layers, seed: 2), new CrossEntropy(), new Adam(0.01))
        {
            Transform = transform,
            Threads = threads,
        };
}
