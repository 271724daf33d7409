using System.Text;
using System.Text.Json.Nodes;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Runs;

/// <summary>Whatever happens to the files of a run, reading them ends soon with one of the errors that say so.</summary>
public sealed class DamagedRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chainrule-").FullName;
    private readonly RecipeDocument recipe;

    public DamagedRunTests()
    {
        string path = Path.Combine(folder, "tiny.yaml");
        File.WriteAllText(path, """
            name: tiny
            data: { xor: { validation: 4, scale: standardize } }
            model: [{ linear: 4 }, batch_norm, tanh, { dropout: 0.1 }, { residual: [{ linear: 4 }, layer_norm] }, { linear: 2 }]
            loss: cross_entropy
            optimizer: { nadam: 0.01 }
            schedule: { reduce_on_plateau: {} }
            training: { epochs: 3, batch_size: 6 }
            metrics: [accuracy]
            """);
        recipe = RecipeReader.Read(path);
        Runner.Train(recipe, new RunOptions { Folder = Run, DataDirectory = folder, Threads = 1 }, TestContext.Current.CancellationToken);
    }

    private string Run => Path.Combine(folder, "run");

    private static ReadOnlySpan<byte> Telling => "\0\x01\x7F\x80\xFF\"{}[]:,-0123456789e.nul"u8;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_damaged_checkpoint_is_never_taken_for_a_whole_one()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Run, "checkpoint"));
        Action<(IReadOnlyList<SafeTensor>, IReadOnlyDictionary<string, string>)> resume = Resume();
        resume(Safetensors.Read(file, "checkpoint"));
        // Only what the format has no meaning for, such as spaces behind the header, may change unnoticed.
        int sound = Damage.Survives([file], 20_000, 1, Telling, changed => resume(Safetensors.Read(changed, "checkpoint")), typeof(DataException), typeof(RunFolderException));
        Assert.InRange(sound, 0, 500);
    }

    [Fact]
    public void A_checkpoint_cut_short_anywhere_is_refused()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Run, "checkpoint"));
        Action<(IReadOnlyList<SafeTensor>, IReadOnlyDictionary<string, string>)> resume = Resume();
        for (int length = 0; length < file.Length; length++)
            Assert.True(Record.Exception(() => resume(Safetensors.Read(file.AsMemory(0, length), "checkpoint"))) is DataException { Message.Length: > 0 }, $"cut to {length} of {file.Length} bytes");
    }

    [Fact]
    public void A_checkpoint_with_any_bit_flipped_is_refused_or_says_the_very_same()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Run, "checkpoint"));
        Action<(IReadOnlyList<SafeTensor>, IReadOnlyDictionary<string, string>)> resume = Resume();
        string whole = Content(file);
        int same = 0;
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] flipped = [.. file];
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            Exception? error = Record.Exception(() => resume(Safetensors.Read(flipped, "checkpoint")));
            if (error is null) same++;
            Assert.True(error is DataException || (error is null && Content(flipped) == whole), $"bit {bit % 8} of byte {bit / 8}: {error}");
        }
        // Such as a space that became a tab.
        Assert.InRange(same, 0, file.Length / 50);

        static string Content(byte[] file)
        {
            (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(file, "checkpoint");
            return Checkpoint.Checksum(metadata[Checkpoint.StateKey] + metadata[Checkpoint.ChecksumKey], tensors);
        }
    }

    [Fact]
    public void A_checkpoint_whose_numbers_make_no_sense_is_refused_even_with_the_right_checksum()
    {
        string path = Path.Combine(Run, "checkpoint");
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(path);
        Action<(IReadOnlyList<SafeTensor>, IReadOnlyDictionary<string, string>)> resume = Resume();
        Random random = new(3);
        Damage.Survives([Encoding.UTF8.GetBytes(metadata[Checkpoint.StateKey])], 5000, 2, "\"{}[]:,-0123456789e.nul"u8, state =>
        {
            string text = Encoding.UTF8.GetString(state);
            SafeTensor[] kept = random.Next(3) == 0 ? [.. tensors.Where(_ => random.Next(8) > 0)] : [.. tensors];
            resume((kept, new Dictionary<string, string> { [Checkpoint.StateKey] = text, [Checkpoint.ChecksumKey] = Checkpoint.Checksum(text, kept) }));
        }, typeof(DataException), typeof(RunFolderException));
    }

    [Fact]
    public void Damaged_weights_predict_or_are_refused()
    {
        string path = Path.Combine(Run, "weights.safetensors");
        NdArray inputs = NdArray.Create<double>([0.1, 0.2, 0.3, 0.4], 2, 2);
        byte[] file = File.ReadAllBytes(path);
        int header = (int)BitConverter.ToInt64(file) + 8;
        // The header is where things can go wrong; so most of the changes are made there.
        int sound = Damage.Survives([file[..header], file[..header], file], 1000, 4, Telling, changed =>
        {
            File.WriteAllBytes(path, changed.Length < file.Length && file.Length - changed.Length > header / 2 ? [.. changed, .. file[header..]] : changed);
            SavedRun.Open(Run).Predict(inputs, "inputs");
        }, typeof(DataException), typeof(RunFolderException), typeof(RecipeException));
        Assert.InRange(sound, 5, 500);
    }

    [Fact]
    public void A_damaged_summary_is_a_summary_or_is_refused()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Run, "summary.json"));
        Damage.Survives([file], 10_000, 5, "\"{}[]:,-0123456789e.nul"u8, changed => RunSummary.FromJson(Encoding.UTF8.GetString(changed)), typeof(DataException));
    }

    /// <summary>Takes what a checkpoint holds as a resumed run does.</summary>
    private Action<(IReadOnlyList<SafeTensor>, IReadOnlyDictionary<string, string>)> Resume()
    {
        Recipe spec = recipe.Recipe;
        JsonNode state = JsonNode.Parse(Safetensors.Read(Path.Combine(Run, "checkpoint")).Metadata[Checkpoint.StateKey])!;
        RunIdentity identity = new((string)state["recipe"]!, (string)state["data"]!);
        Network<float> network = Network.Build<float>([2], spec.Model);
        return file => Checkpoint.Read(file, "checkpoint", identity, network, new TrainingState<float>(network, spec.Optimizer, metrics: 1));
    }
}
