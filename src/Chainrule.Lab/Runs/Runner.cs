using System.Numerics;
using Chainrule.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;

namespace Chainrule.Lab.Runs;

/// <summary>Trains recipes and writes their run folders.</summary>
public static class Runner
{
    /// <summary>Trains a recipe, measures the weights and writes the files of the run folder but for its page.</summary>
    /// <exception cref="DocumentException">The recipe does not suit its data.</exception>
    /// <exception cref="DataException">The data is missing or makes no sense.</exception>
    /// <exception cref="RunFolderException">The folder cannot be used.</exception>
    /// <exception cref="FileWriteException">A file cannot be written.</exception>
    public static RunResult Train(RecipeDocument document, RunOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(options);
        return document.Recipe.Precision == Precision.Float32
            ? Train<float>(document, options, cancellation)
            : Train<double>(document, options, cancellation);
    }

    private static RunResult Train<T>(RecipeDocument document, RunOptions options, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DataSplit<T> data = Experiment<T>.Load(document, options.Access);
        RunSession<T> session = new(document, data, Experiment<T>.TrainerOf(document, data, options.Threads), options);
        cancellation.ThrowIfCancellationRequested();
        using RunFolder folder = RunFolder.Create(options.Folder, options.Resume, options.Within);
        Run? earlier = Run.Find(options.Folder);
        try
        {
            RunResult result = folder.Resumable(() => session.Train(folder, earlier, cancellation));
            return options.Finish is { } finish ? result with { Summary = finish(result) } : result;
        }
        catch when (earlier is null)
        {
            folder.Withdraw();
            throw;
        }
    }
}
