using Chainrule.Data;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>What a checkpoint belongs to.</summary>
/// <param name="Recipe">The SHA-256 of the recipe, but for what may change between sessions.</param>
/// <param name="Data">The SHA-256 of the data.</param>
internal sealed record RunIdentity(string Recipe, string Data)
{
    /// <summary>What the checkpoint says of it.</summary>
    public IReadOnlyDictionary<string, string> Texts => new Dictionary<string, string> { ["recipe"] = Recipe, ["data"] = Data };

    /// <summary>Takes network and state from a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="load">Takes them from a file with these texts.</param>
    /// <exception cref="DataException">The file is damaged.</exception>
    /// <exception cref="RunFolderException">It belongs to another recipe or to other data.</exception>
    public void Load(string path, Action<string, IReadOnlyDictionary<string, string>> load)
    {
        try
        {
            load(path, Texts);
        }
        catch (CheckpointMismatchException e)
        {
            throw new RunFolderException(e.Key == "recipe"
                ? $"{path} belongs to another recipe; only training.epochs, training.steps, training.checkpoint_every "
                    + "and training.restore_best may differ. Choose another folder with --out, or restore the recipe."
                : $"{path} belongs to other data: the samples have changed since. Choose another folder with --out, or restore the data.",
                    e);
        }
        catch (DataException e)
        {
            string message = e.File is null ? e.Message : e.Message[$"{e.File}: ".Length..];
            throw new DataException($"{message} Restore it, or train into another folder with --out.", e.File, cause: e);
        }
    }
}
