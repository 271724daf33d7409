using System.Numerics;
using Chainrule.Data;
using Chainrule.Inspection;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Models;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>A run folder, opened: the one way to what a finished or an unfinished run holds. Each file is read when it is first asked
/// for, and not again: whoever waits for a run that is being trained opens it anew.</summary>
public sealed class Run
{
    private readonly Lazy<string> recipeText;
    private readonly Lazy<RecipeDocument> document;
    private readonly Lazy<RunSummary?> summary;
    private readonly Lazy<RunHistory> history;
    private readonly Lazy<RunMetadata> metadata;
    private readonly Lazy<RunModel> model;

    private Run(RunFolder folder, bool best, RunAccess access)
    {
        Folder = folder;
        WeightsFile = best ? folder.Best : folder.Weights;
        recipeText = new(() => DocumentFile.ReadText(folder.Recipe, RecipeReader.Noun));
        document = new(() => RecipeReader.Parse(recipeText.Value, folder.Recipe));
        summary = new(() => File.Exists(folder.Summary) ? RunSummary.FromJson(RunFolder.ReadText(folder.Summary), folder.Summary) : null);
        history = new(() => RunHistory.Read(folder.History));
        metadata = new(() => RunMetadata.Read(RequireWeights()));
        model = new(() => Document.Recipe.Precision == Precision.Float32
            ? RunModel<float>.Of(this, access) : RunModel<double>.Of(this, access));
    }

    /// <summary>The folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>The file of its weights.</summary>
    internal string WeightsFile { get; }

    /// <summary>The recipe.</summary>
    /// <exception cref="DocumentException">It cannot be read.</exception>
    public RecipeDocument Document => document.Value;

    /// <summary>The text of the recipe, which is canonical: equal recipes have equal texts.</summary>
    /// <exception cref="DocumentException">It cannot be read.</exception>
    public string RecipeText => recipeText.Value;

    /// <summary>What came of the run when it last ended, if only because it was cancelled; null before that.</summary>
    /// <exception cref="DataException">The file is damaged.</exception>
    public RunSummary? Summary => summary.Value;

    /// <summary>The epochs so far.</summary>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    public RunHistory History => history.Value;

    /// <summary>The statistics of layers so far; what cannot be read is left out.</summary>
    public IReadOnlyList<Measurement> Statistics => StatisticsCsv.Read(Folder.Statistics);

    /// <summary>What the weights say of themselves.</summary>
    /// <exception cref="RunFolderException">There are no weights yet.</exception>
    /// <exception cref="DataException">The file is damaged.</exception>
    public RunMetadata Metadata => metadata.Value;

    /// <summary>The network with its data.</summary>
    public RunModel Model => model.Value;

    /// <summary>Whether it was trained to its end, and all its files are there. A diverged run is finished, a cancelled one is
    /// not.</summary>
    public bool IsFinished =>
        // The page is what a run writes last.
        ((string[])[Folder.Summary, Folder.History, Folder.Weights, Folder.Report]).All(File.Exists)
            && Summary is { Status: not TrainingStatus.Cancelled };

    /// <summary>Whether there is a checkpoint to continue from.</summary>
    public bool HasCheckpoint => File.Exists(Folder.Checkpoint);

    /// <summary>Opens the folder of a run.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="best">Whether to take the weights that were best by validation instead of the final ones.</param>
    /// <param name="access">Where the data of the recipe is; by default only data that needs no folder of published data sets is
    /// found.</param>
    /// <exception cref="RunFolderException">It is not there, or holds no run, or no best weights.</exception>
    public static Run Open(string path, bool best = false, RunAccess? access = null)
    {
        RunFolder folder = RunFolder.At(path);
        if (!Directory.Exists(folder.Path)) throw new RunFolderException($"There is no run folder {path}.");
        if (!File.Exists(folder.Recipe)) throw new RunFolderException($"The folder {path} holds no finished run: recipe.yaml is missing.");
        if (!best) return new(folder, best, access ?? new());
        RequireFile(folder, folder.Weights);
        if (!File.Exists(folder.Best))
            throw new RunFolderException($"The run {folder.Path} has no best weights: nothing was validated while it was trained, "
                + "or best.safetensors was removed. Its final weights are there.");
        return new(folder, best, access ?? new());
    }

    /// <summary>Opens a folder where it holds a run, if only a checkpoint is left of it; null where there is none.</summary>
    internal static Run? Find(string path, RunAccess? access = null)
    {
        RunFolder folder = RunFolder.At(path);
        return File.Exists(folder.Recipe) || File.Exists(folder.Checkpoint) ? new(folder, best: false, access ?? new()) : null;
    }

    /// <summary>Loads the model with its final weights, or the best ones where the run was opened for those.</summary>
    /// <remarks>The file carries a test of itself, and the network must pass it.</remarks>
    /// <exception cref="RunFolderException">There are no weights yet.</exception>
    /// <exception cref="DataException">The weights are damaged, or are not those that were saved.</exception>
    public Model<T> LoadModel<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chainrule.Models.Model.Load<T>(RequireWeights(), Document.Recipe.Loss);

    /// <summary>Loads the network of <see cref="LoadModel{T}"/>.</summary>
    /// <inheritdoc cref="LoadModel{T}"/>
    public Network<T> LoadNetwork<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => LoadModel<T>().Network;

    /// <summary>Takes network and state from the checkpoint.</summary>
    /// <exception cref="DataException">The checkpoint is damaged.</exception>
    /// <exception cref="RunFolderException">It belongs to another recipe or to other data.</exception>
    internal void LoadCheckpoint<T>(RunIdentity identity, TrainingState<T> state) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        identity.Load(Folder.Checkpoint, state.Load);

    private string RequireWeights() => RequireFile(Folder, WeightsFile);

    private static string RequireFile(RunFolder folder, string file) => File.Exists(file) ? file
        : throw new RunFolderException($"The folder {folder.Path} holds no finished run: {Path.GetFileName(file)} is missing."
            + (File.Exists(folder.Checkpoint) ? " Finish it with train and --resume." : ""));
}
