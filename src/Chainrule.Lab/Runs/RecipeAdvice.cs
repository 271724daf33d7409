using Chainrule.Lab.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>What to change in a recipe whose data, network and loss do not fit together, in the words of recipes and at the place of the
/// change.</summary>
/// <param name="document">The recipe.</param>
internal sealed class RecipeAdvice(RecipeDocument document)
{
    private readonly Recipe recipe = document.Recipe;

    /// <summary>A misfit as a mistake of the recipe, with those remedies that this data source takes.</summary>
    public DocumentException Of(Misfit misfit)
    {
        Remedy[] remedies = [.. misfit.Remedies.Where(remedy => (remedy.Task is null || Member("task") is not null)
            && (remedy.Classes is null || Member("class_names") is not null))];
        string advice = string.Join(", or ", remedies.Select(Words));
        return document.At(PlaceOf(remedies.FirstOrDefault()), $"{misfit.Problem}{(advice.Length > 0 ? "; " : "")}{advice}.");
    }

    /// <summary>A layer that does not suit its input as a mistake of the recipe, with the shape that flat rows could be read in.</summary>
    public DocumentException Of(ShapeException error, Shape input)
    {
        if (Member("reshape") is null || input.Rank > 2 || !recipe.Model.Any(TakesPictures)) return document.At(error);
        return Pictures(input).Where(CanBuild).Take(1).ToArray() is [Shape shape]
            ? document.At(new ShapeException(
                $"{error.Message} If a row is a picture, say reshape: [{string.Join(", ", shape)}] in the data.", error.Path))
            : document.At(error);
    }

    /// <summary>Checks that pictures come channels first where the network looks at pixels and their neighbours.</summary>
    /// <exception cref="DocumentException">They seem to have their channels last, and the recipe does not say.</exception>
    public void RequireChannelsFirst(Shape input, string data)
    {
        if (input is not [int first and not (1 or 3 or 4), int second, 1 or 3 or 4] || !recipe.Model.Any(TakesPictures)
            || Member("layout") is not { } layout || layout.Get(recipe.Data) is not null) return;
        string otherwise = CanBuild(input) ? $", or, if there are {first} channels, layout: channels_first" : "";
        throw document.At("data", $"the inputs of '{data}' are of shape {input}, which looks like pictures of {first}×{second} pixels with "
            + $"their channels last, but {recipe.Model.First(TakesPictures)} takes [channels, height, width]; "
            + $"say layout: channels_last{otherwise}.");
    }

    private string Words(Remedy remedy) => string.Join(" and ", ((string?[])
    [
        remedy.Task is { } task ? $"say task: {(task == Chainrule.Data.LearningTask.Classes ? "classes" : "regression")}" : null,
        remedy.Classes is { } classes ? $"say class_names: {classes}" : null,
        remedy.Loss is { } loss ? $"take {Vocabulary.NameOf(typeof(Loss), loss)}" : null,
        remedy.Outputs is { } outputs ? $"let its last layer have {outputs}" : null,
        LeavesValues(remedy) && recipe.Metrics.FirstOrDefault(metric => metric.NeedsClasses) is { } metric
            ? $"write {Vocabulary.NameOf(typeof(Metric), new RSquaredMetric())} in place of {metric.Name}" : null,
    ]).OfType<string>());

    /// <summary>Whether values are predicted once a remedy is taken, which no metric of classes measures.</summary>
    private bool LeavesValues(Remedy remedy) => (remedy.Loss ?? recipe.Loss).Prediction == Prediction.Value
        && (remedy.Task == Chainrule.Data.LearningTask.Regression || (remedy.Loss is not null && remedy.Task is null));

    private string PlaceOf(Remedy? remedy) => remedy switch
    {
        { Task: not null } or { Classes: not null } => "data",
        { Loss: not null } => "loss",
        { Outputs: not null } => $"model.{recipe.Model.Count - 1}",
        _ => "data",
    };

    /// <summary>A key of the recipe's data source; null where it has none of this name.</summary>
    private DocumentMember? Member(string key) =>
        RecipeVocabulary.Words.Of<DataSource>().Kinds[Vocabulary.KindOf(recipe.Data)].Find(key);

    private static bool TakesPictures(Layer layer) => layer.TakesPictures || layer.Inner.Any(TakesPictures);

    /// <summary>The pictures that as many numbers can be, the likeliest first: square ones, then all others by how square they
    /// are.</summary>
    private static IEnumerable<Shape> Pictures(Shape input)
    {
        if (input is [int rows, int columns]) return [[1, rows, columns]];
        int size = input.Size;
        IEnumerable<Shape> square = from channels in (int[])[1, 3, 4]
                                    let side = (int)Math.Sqrt(size / channels)
                                    where side > 1 && channels * side * side == size
                                    select Shape.Create([channels, side, side]);
        IEnumerable<Shape> others = from height in Enumerable.Range(1, (int)Math.Sqrt(size)).Reverse()
                                    where size % height == 0
                                    select Shape.Create([1, height, size / height]);
        return [.. square, .. others];
    }

    private bool CanBuild(Shape shape)
    {
        try
        {
            _ = Network.Build<float>(shape, recipe.Model, recipe.Seed);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException or OutOfMemoryException)
        {
            return false;
        }
    }
}
