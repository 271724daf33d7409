using System.Numerics;
using System.Runtime.CompilerServices;
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
            throw new RecipeAdvice(document).Of(e, input);
        }
        catch (Exception e) when (e is OverflowException or OutOfMemoryException || (e is ArgumentException and not SpecException))
        {
            throw document.At("model", "the network has more weights than memory can hold; take fewer units or filters.", e);
        }
        if (recipe.InitialWeights is { } file) network.LoadWeights(Path.GetFullPath(file, document.Folder));
        return network;
    }

    /// <summary>Describes a recipe: its network in numbers, and what looks wrong.</summary>
    /// <param name="document">The recipe.</param>
    /// <param name="access">Where the data is. It is not looked at where the shape of the inputs is known without.</param>
    /// <exception cref="DocumentException">A layer does not fit, or a metric does not suit the data.</exception>
    /// <exception cref="DataException">The data is missing or makes no sense.</exception>
    public static RecipeDescription Describe(RecipeDocument document, RunAccess access)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(access);
        return document.Recipe.Precision == Precision.Float32
            ? Experiment<float>.Describe(document, access) : Experiment<double>.Describe(document, access);
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
    /// <param name="document">The recipe.</param>
    /// <param name="access">Where data sets are.</param>
    /// <param name="expected">What the data must be like; null to train on it.</param>
    public static DataSplit<T> Load(RecipeDocument document, RunAccess access, ExpectedData? expected = null) =>
        document.Recipe.Data.Load<T>(new DataContext
        {
            Folder = document.Folder,
            DataDirectory = access.DataDirectory,
            Seed = document.Recipe.Seed,
            Cache = access.Cache,
            Expected = expected,
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
        RecipeAdvice advice = new(document);
        advice.RequireChannelsFirst(data.Train.InputShape, data.Train.Name);
        Trainer<T> trainer = Assemble(document, data.Train.InputShape, threads);
        if (Parts(data).Select(part => trainer.MisfitOf(part.Samples)).OfType<Misfit>().FirstOrDefault() is { } misfit)
            throw advice.Of(misfit);
        RequireClasses(document, trainer, data);
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

    /// <summary>What looks wrong without making a training impossible: in the data, and about how the network ends.</summary>
    /// <param name="trainer">The recipe's trainer.</param>
    /// <param name="data">The data; null where it is not at hand.</param>
    public static IReadOnlyList<string> Warnings(Trainer<T> trainer, DataSplit<T>? data) => trainer.Warnings(data, Vocabulary.KindOf);

    /// <summary>Checks that there are classes where a metric needs them.</summary>
    /// <exception cref="DocumentException">There are none.</exception>
    public static void RequireClasses(RecipeDocument document, Trainer<T> trainer, DataSplit<T> data)
    {
        Recipe recipe = document.Recipe;
        foreach ((_, Dataset<T> part) in Parts(data))
            try
            {
                trainer.RequireClasses(part);
            }
            catch (SpecException e) when (e.Spec is Metric metric)
            {
                string name = metric.Name, stopping = recipe.Training.EarlyStopping?.Metric ?? "",
                    also = stopping.EndsWith($"_{name}", StringComparison.Ordinal) ? ", and let early_stopping watch it" : "";
                throw document.At($"metrics.{recipe.Metrics.Index().First(one => one.Item == metric).Index}",
                    $"{name} needs classes, but '{part.Name}' holds values to predict, and {Vocabulary.KindOf(recipe.Loss)} makes no "
                    + $"classes of them; write {Vocabulary.KindOf(new RSquaredMetric())} in its place{also}.", e);
            }
    }

    /// <inheritdoc cref="Experiment.Describe"/>
    public static RecipeDescription Describe(RecipeDocument document, RunAccess access)
    {
        DataSplit<T>? data = document.Recipe.Data.Known is null ? Load(document, access) : null;
        (Shape input, int samples) = document.Recipe.Data.Known ?? (data!.Train.InputShape, data.Train.Count);
        Trainer<T> trainer = Assemble(document, input, threads: 1);
        if (data is not null) RequireClasses(document, trainer, data);
        int batchSize = document.Recipe.Training.BatchSizeFor(samples);
        try
        {
            return new(NetworkSummary.Of(trainer.Network), (long)trainer.Network.WorkspaceLength(batchSize) * Unsafe.SizeOf<T>(),
                Warnings(trainer, data));
        }
        catch (OverflowException e)
        {
            throw document.At("training.batch_size",
                $"the activations of {batchSize} samples do not fit into memory; take a smaller batch.", e);
        }
    }

    /// <summary>A trainer with the network as it is before the first step.</summary>
    private static Trainer<T> Assemble(RecipeDocument document, Shape input, int threads)
    {
        Recipe recipe = document.Recipe;
        return new(Experiment.Build<T>(document, input), recipe.Loss, recipe.Optimizer, recipe.Schedule)
        {
            Metrics = recipe.Metrics,
            Seed = recipe.Seed,
            Threads = threads,
        };
    }
}

/// <summary>A recipe at a glance.</summary>
/// <param name="Network">Its network in numbers.</param>
/// <param name="ActivationBytes">The memory of the activations of a batch.</param>
/// <param name="Warnings">What looks wrong, a sentence or two each; none where nothing does.</param>
public sealed record RecipeDescription(NetworkSummary Network, long ActivationBytes, IReadOnlyList<string> Warnings);
