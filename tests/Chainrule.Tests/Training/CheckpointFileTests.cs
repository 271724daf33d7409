using System.Text;
using System.Text.Json.Nodes;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Tests.Interchange;
using Chainrule.Training;

namespace Chainrule.Tests.Training;

/// <summary>Checkpoints without the Lab: whatever happens to a file, loading it ends soon with one of the errors that say so, and changes
/// nothing.</summary>
public sealed class CheckpointFileTests : IDisposable
{
    private static readonly Layer[] Layers =
    [
        new Linear(4), new BatchNorm(), new Tanh(), new Dropout(0.1), new Residual([new Linear(4), new LayerNorm()]), new Linear(2),
    ];

    private static readonly Dictionary<string, string> Identity = new() { ["recipe"] = "a", ["data"] = "b" };

    private readonly TemporaryFile file = new();
    private readonly TrainingState<float> saved;
    private readonly byte[] content;

    public CheckpointFileTests()
    {
        Trainer<float> trainer = Trainer(new Nadam(0.01));
        saved = trainer.Start();
        trainer.Fit(Data(), new TrainingOptions { Epochs = 3, BatchSize = 6 }, saved);
        saved.Save(file.Path, Identity);
        content = File.ReadAllBytes(file.Path);
    }

    public void Dispose() => file.Dispose();

    [Fact]
    public void All_numbers_and_arrays_are_loaded_as_they_were_saved()
    {
        TrainingState<float> state = Trainer(new Nadam(0.01)).Start();
        state.Load(file.Path, Identity);
        Assert.Equal(saved.NumbersToJson().ToJsonString(), state.NumbersToJson().ToJsonString());
        Assert.Equal(saved.Arrays(null, saved.Best).Select(array => array.Name),
            state.Arrays(null, state.Best).Select(array => array.Name));
        Assert.All(saved.Arrays(null, saved.Best).Zip(state.Arrays(null, state.Best)),
            pair => Assert.Equal(pair.First.Values.ToArray(), pair.Second.Values.ToArray()));
        Assert.Equal(saved.Epochs.Select(epoch => (epoch.Step, epoch.Seconds, epoch.Train.Loss)),
            state.Epochs.Select(epoch => (epoch.Step, epoch.Seconds, epoch.Train.Loss)));
        Assert.NotEmpty(state.Epochs);
        Assert.NotNull(state.Best);
    }

    [Fact]
    public void A_state_that_was_used_before_is_replaced_whole()
    {
        Trainer<float> trainer = Trainer(new Nadam(0.01));
        TrainingState<float> state = trainer.Start();
        trainer.Fit(Data(), new TrainingOptions { Epochs = 5, BatchSize = 4 }, state);
        TrainingSnapshot<float> snapshot = new(state, Identity);
        state.Load(file.Path, Identity);
        snapshot.Take();
        Assert.Equal(3, snapshot.Epochs.Count);
        snapshot.Save(file.Path);
        Assert.Equal(content, File.ReadAllBytes(file.Path));

        // Back before the first epoch, when there were no best weights.
        Trainer(new Nadam(0.01)).Start().Save(file.Path);
        state.Load(file.Path);
        Assert.Equal((0, 0, 0L), (state.Epochs.Count, state.Epoch, state.Step));
        Assert.Null(state.Best);
        snapshot.Take();
        Assert.DoesNotContain(snapshot.Tensors(), tensor => tensor.Name.StartsWith("best", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("recipe", "c", "'a'")]
    [InlineData("data", "c", "'b'")]
    [InlineData("place", "c", "missing")]
    public void A_file_of_another_training_names_what_differs(string key, string value, string found)
    {
        TrainingState<float> state = Trainer(new Nadam(0.01)).Start();
        string before = state.Network.WeightsSha256();
        CheckpointMismatchException error = Assert.Throws<CheckpointMismatchException>(
            () => state.Load(file.Path, new Dictionary<string, string>(Identity) { [key] = value }));
        Assert.Equal((key, file.Path), (error.Key, error.Path));
        Assert.Equal($"{file.Path}: the checkpoint belongs to another training: its '{key}' is {found}; expected 'c'.", error.Message);
        Assert.Equal((before, 0L), (state.Network.WeightsSha256(), state.Step));
    }

    [Fact]
    public void A_file_that_names_what_it_belongs_to_is_refused_by_a_caller_who_does_not() => Assert.EndsWith("; expected none.",
        Assert.Throws<CheckpointMismatchException>(() => Trainer(new Nadam(0.01)).Start().Load(file.Path)).Message);

    [Fact]
    public void A_number_that_this_version_does_not_know_is_refused()
    {
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(file.Path);
        JsonObject numbers = JsonNode.Parse(metadata[CheckpointFile.StateKey])!.AsObject();
        numbers.Add("phase_of_the_moon", 0.5);
        CheckpointFile.Write(file.Path, numbers.ToJsonString(), tensors);
        DataException error = Assert.Throws<DataException>(() => Trainer(new Nadam(0.01)).Start().Load(file.Path, Identity));
        Assert.Contains("phase_of_the_moon", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_that_is_named_like_a_number_is_refused() =>
        Assert.Throws<ArgumentException>(() => saved.Save(file.Path, new Dictionary<string, string> { ["step"] = "1" }));

    [Fact]
    public void A_state_of_another_schedule_or_another_network_is_refused()
    {
        Trainer<float> trainer =
            new(saved.Network, new CrossEntropy(), new Nadam(0.01), new Constant()) { Metrics = [new AccuracyMetric()] };
        ArgumentException error =
            Assert.Throws<ArgumentException>(() => trainer.Fit(Data(), new TrainingOptions { Epochs = 4, BatchSize = 6 }, saved));
        Assert.Contains("for the schedule ReduceOnPlateau()", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => Trainer(new Nadam(0.01)).Fit(Data(),
            new TrainingOptions { Epochs = 4, BatchSize = 6 }, saved));
        Assert.Contains("another network", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_checkpoint_is_never_taken_for_a_whole_one()
    {
        Action<(IReadOnlyList<SafeTensor>, IReadOnlyDictionary<string, string>)> resume = Resume();
        resume(Safetensors.Read(content, "checkpoint"));
        // Only what the format has no meaning for, such as spaces after the header, may change unnoticed.
        RandomStream random = new(1, RandomPurpose.Generator);
        int sound = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] changed = Damage.Of(content, ref random);
            if (IsSound(() => resume(Safetensors.Read(changed, "checkpoint")))) sound++;
        }
        Assert.InRange(sound, 0, 500);
    }

    [Fact]
    public void A_checkpoint_cut_short_anywhere_is_refused()
    {
        Action<(IReadOnlyList<SafeTensor>, IReadOnlyDictionary<string, string>)> resume = Resume();
        for (int length = 0; length < content.Length; length++)
            Assert.True(
                Record.Exception(() => resume(Safetensors.Read(content.AsMemory(0, length),
                    "checkpoint"))) is DataException { Message.Length: > 0 },
                $"cut to {length} of {content.Length} bytes");
    }

    [Fact]
    public void A_checkpoint_with_any_bit_flipped_is_refused_or_says_the_very_same()
    {
        Action<(IReadOnlyList<SafeTensor>, IReadOnlyDictionary<string, string>)> resume = Resume();
        string whole = Content(content);
        int same = 0;
        for (int bit = 0; bit < 8 * content.Length; bit++)
        {
            byte[] flipped = [.. content];
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            Exception? error = Record.Exception(() => resume(Safetensors.Read(flipped, "checkpoint")));
            if (error is null) same++;
            Assert.True(error is DataException || (error is null && Content(flipped) == whole),
                $"bit {bit % 8} of byte {bit / 8}: {error}");
        }
        // Such as a space that became a tab.
        Assert.InRange(same, 0, content.Length / 50);

        static string Content(byte[] file)
        {
            (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(file, "checkpoint");
            return CheckpointFile.Checksum(metadata[CheckpointFile.StateKey] + metadata[CheckpointFile.ChecksumKey], tensors);
        }
    }

    [Fact]
    public void A_checkpoint_whose_numbers_make_no_sense_is_refused_even_with_the_right_checksum()
    {
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(file.Path);
        Action<(IReadOnlyList<SafeTensor>, IReadOnlyDictionary<string, string>)> resume = Resume();
        RandomStream random = new(3, RandomPurpose.Generator);
        for (int i = 0; i < 5000; i++)
        {
            string text = metadata[CheckpointFile.StateKey];
            text = i % 2 == 0 ? Damage.Of(text, ref random) : Encoding.UTF8.GetString(Damage.Of(Encoding.UTF8.GetBytes(text), ref random));
            List<SafeTensor> kept = [.. tensors];
            if (i % 3 == 0) kept.RemoveAt(random.Next(kept.Count));
            string checksum = CheckpointFile.Checksum(text, kept);
            IsSound(() => resume((kept, new Dictionary<string,
                string>
            { [CheckpointFile.StateKey] = text, [CheckpointFile.ChecksumKey] = checksum })));
        }
    }

    /// <summary>Whether a file can be loaded; only the errors that say so may come of it.</summary>
    private static bool IsSound(Action load)
    {
        Exception? error = Record.Exception(load);
        Assert.True(error is null or DataException { Message.Length: > 0 } or CheckpointMismatchException, $"{error}");
        return error is null;
    }

    private static Action<(IReadOnlyList<SafeTensor>, IReadOnlyDictionary<string, string>)> Resume()
    {
        Trainer<float> trainer = Trainer(new Nadam(0.01));
        return file => CheckpointFile.Read(file, "checkpoint", Identity, trainer.Start());
    }

    private static Trainer<float> Trainer(Optimizer optimizer, params Layer[] layers) =>
        new(Network.Build<float>([2], layers.Length == 0 ? Layers : layers), new CrossEntropy(), optimizer, new ReduceOnPlateau())
        {
            Metrics = [new AccuracyMetric()],
            Threads = 1
        };

    private static DataSplit<float> Data() => new(Xor(16), Xor(4));

    private static Dataset<float> Xor(int samples)
    {
        float[] inputs = [.. Enumerable.Range(0, samples).SelectMany(i => (float[])[(i & 1) - 0.5f, (i >> 1 & 1) - 0.5f])];
        return Dataset.Create(inputs, [2], [.. Enumerable.Range(0, samples).Select(i => i & 1 ^ i >> 1 & 1)], 2, "xor");
    }
}
