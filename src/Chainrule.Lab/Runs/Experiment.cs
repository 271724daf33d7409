using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Lab.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>Puts recipes together: their data loaded, their networks built, everything checked against everything else, and every mistake
/// reported with its place in the recipe.</summary>
public static class Experiment
{
    /// <summary>Builds the network of a recipe.</summary>
    /// <param name="document">The recipe.</param>
    /// <param name="input">The shape of one input sample.</param>
    /// <exception cref="DocumentException">A layer does not fit.</exception>
    /// <exception cref="DataException">The initial weights cannot be read or do not fit.</exception>
    public static Network<T> Build<T>(RecipeDocument document, Shape input) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(document);
        Recipe recipe = document.Recipe;
        Network<T> network;
        try
        {
            network = Network.Build<T>(input, recipe.Model, recipe.Seed, recipe.Initializer, recipe.BiasInitializer);
        }
        catch (ShapeException e)
        {
            throw document.At(e);
        }
        catch (Exception e) when (e is OverflowException or OutOfMemoryException || (e is ArgumentException and not SpecException))
        {
            throw document.At("model", "the network has more weights than memory can hold; take fewer units or filters.", e);
        }
        if (recipe.InitialWeights is { } file) network.LoadWeights(Path.GetFullPath(file, document.Folder));
        return network;
    }

    /// <summary>The SHA-256 of a recipe's data, as the summary of a run states it.</summary>
    /// <exception cref="DataException">The data is missing or makes no sense.</exception>
    internal static string DataSha256(RecipeDocument document, RunAccess access) =>
        document.Recipe.Precision == Precision.Float32
            ? Experiment<float>.DataSha256(document, access)
            : Experiment<double>.DataSha256(document, access);
}

/// <summary>The parts of an experiment that know its precision.</summary>
internal static class Experiment<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The data of a recipe.</summary>
    public static DataSplit<T> Load(RecipeDocument document, RunAccess access) => document.Recipe.Data.Load<T>(new DataContext
    {
        Folder = document.Folder,
        DataDirectory = access.DataDirectory,
        Seed = document.Recipe.Seed,
        Cache = access.Cache,
    });

    /// <summary>The parts of data that there are, by name: <c>train</c>, <c>validation</c>, <c>test</c>.</summary>
    public static IEnumerable<(string Name, Dataset<T> Samples)> Parts(DataSplit<T> data)
    {
        yield return ("train", data.Train);
        if (data.Validation is not null) yield return ("validation", data.Validation);
        if (data.Test is not null) yield return ("test", data.Test);
    }

    /// <inheritdoc cref="Experiment.DataSha256"/>
    public static string DataSha256(RecipeDocument document, RunAccess access) => Sha256(Load(document, access));

    /// <summary>The SHA-256 of data: of the hashes of its parts.</summary>
    public static string Sha256(DataSplit<T> data) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{data.Train.Sha256} {data.Validation?.Sha256} {data.Test?.Sha256}")));

    /// <summary>A trainer with the network as it is before the first step; everything is checked against the data.</summary>
    /// <exception cref="DocumentException">The recipe does not suit its data.</exception>
    /// <exception cref="DataException">The initial weights cannot be read or do not fit.</exception>
    public static Trainer<T> TrainerOf(RecipeDocument document, DataSplit<T> data, int threads)
    {
        Recipe recipe = document.Recipe;
        Network<T> network = Experiment.Build<T>(document, data.Train.InputShape);
        Trainer<T> trainer = new(network, recipe.Loss, recipe.Optimizer, recipe.Schedule)
        {
            Metrics = recipe.Metrics,
            Seed = recipe.Seed,
            Threads = threads,
        };
        try
        {
            data.Train.RequireOutputs(network.OutputShape.Size);
        }
        catch (DataException e)
        {
            throw document.At($"model.{recipe.Model.Count - 1}", e.Message, e);
        }
        int count = data.Train.Count;
        if (recipe.Training.BatchSize.Count is { } batchSize && batchSize > count)
            throw document.At("training.batch_size", $"batch_size is {batchSize}, but the training part of '{data.Train.Name}' holds "
                + $"{count} samples; write all, or at most {count}.");
        try
        {
            trainer.Require(data, recipe.Training);
        }
        catch (SpecException e)
        {
            throw document.At($"training.{e.Key}", $"{e.Key} {e.Problem}.", e);
        }
        catch (ShapeException e)
        {
            throw document.At(e);
        }
        return trainer;
    }
}
