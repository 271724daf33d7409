using System.Text;
using Chainrule.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;

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
        Trainings.Train(recipe, new RunOptions { Folder = Run, DataDirectory = folder, Threads = 1 },
            TestContext.Current.CancellationToken);
    }

    private string Run => Path.Combine(folder, "run");

    private static ReadOnlySpan<byte> Telling => "\0\x01\x7F\x80\xFF\"{}[]:,-0123456789e.nul"u8;

    public void Dispose() => Directory.Delete(folder, recursive: true);

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
            File.WriteAllBytes(path, changed.Length < file.Length && file.Length - changed.Length > header / 2
                ? [.. changed, .. file[header..]] : changed);
            Lab.Runs.Run.Open(Run).Predict(inputs, "inputs");
        }, typeof(DataException), typeof(RunFolderException), typeof(DocumentException));
        Assert.InRange(sound, 5, 500);
    }

    [Fact]
    public void A_damaged_summary_is_a_summary_or_is_refused()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Run, "summary.json"));
        Damage.Survives([file], 10_000, 5, "\"{}[]:,-0123456789e.nul"u8, changed => RunSummary.FromJson(Encoding.UTF8.GetString(changed)),
            typeof(DataException));
    }
}
