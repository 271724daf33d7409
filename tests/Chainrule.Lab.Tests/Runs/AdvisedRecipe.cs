using System.Globalization;
using System.Text.RegularExpressions;
using Chainrule.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Tests.Data;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Runs;

/// <summary>A recipe with its data that can be changed as messages advise.</summary>
/// <param name="Data">The kind of data with its files: <c>npy: { inputs: x.npy, targets: y.npy</c>.</param>
/// <param name="Keys">Further keys of the data.</param>
/// <param name="Model">The layers.</param>
/// <param name="Loss">The loss.</param>
internal sealed partial record AdvisedRecipe(
    string Data, IReadOnlyDictionary<string, string> Keys, IReadOnlyList<string> Model, string Loss)
{
    public string Text => $"name: t\ndata: {{ {Data}{string.Concat(Keys.Select(key => $", {key.Key}: {key.Value}"))} }} }}\n"
        + $"model: [{string.Join(", ", Model)}]\nloss: {Loss}\noptimizer: {{ sgd: 0.001 }}\ntraining: {{ steps: 2, batch_size: 4 }}\n";

    /// <summary>Trains; gives the message where the recipe is refused, and null where it trains.</summary>
    public string? Train(TemporaryFolder folder)
    {
        try
        {
            RecipeDocument document = RecipeReader.Parse(Text, folder["r.yaml"]);
            DataSplit<float> data = Experiment<float>.Load(document, new RunAccess());
            History history = Experiment<float>.TrainerOf(document, data, threads: 1).Fit(data, document.Recipe.Training);
            return history.Status == TrainingStatus.Completed ? null : $"It ended as {history.Status}: {history.Divergence}";
        }
        catch (Exception refusal) when (refusal is DocumentException or DataException)
        {
            return refusal.Message;
        }
    }

    /// <summary>The recipe with each of the changes that a message advises, and with the words that advise it.</summary>
    public IEnumerable<(string Words, AdvisedRecipe Changed)> Advised(string message)
    {
        string advice = message[(message.LastIndexOf("; ", StringComparison.Ordinal) + 1)..];
        foreach (string words in advice.Split(", or "))
            if (Changed(words) is { } changed && changed.Text != Text) yield return (words, changed);
        if (Structure(message) is { } other && other.Text != Text) yield return (message, other);
    }

    private AdvisedRecipe Changed(string words)
    {
        AdvisedRecipe changed = this;
        foreach (Match key in Key.Matches(words)) changed = changed.With(key.Groups[1].Value, key.Groups[2].Value);
        if (OtherLoss.Match(words) is { Success: true } loss) changed = changed with { Loss = loss.Groups[1].Value };
        if (Outputs.Match(words) is { Success: true } outputs)
            changed = changed.WithLayer(Model.ToList().FindLastIndex(layer => layer.StartsWith("{ linear", StringComparison.Ordinal)),
                $"{{ linear: {outputs.Groups[1].Value} }}");
        return changed;
    }

    private AdvisedRecipe WithLayer(int index, string layer) =>
        this with { Model = [.. Model.Take(index), layer, .. Model.Skip(index + 1)] };

    private AdvisedRecipe? Structure(string message)
    {
        int at = At.Match(message) is { Success: true } place ? int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture) : -1;
        if (Reshape.Match(message) is { Success: true } shape) return With("reshape", shape.Groups[1].Value);
        if (message.Contains("Put flatten before it", StringComparison.Ordinal))
            return this with { Model = [.. Model.Take(at), "flatten", .. Model.Skip(at)] };
        if (message.Contains("Take linear layers", StringComparison.Ordinal))
            return this with
            {
                Model = [.. Model.Select(layer => layer.Contains("2d", StringComparison.Ordinal) ? "{ linear: 4 }" : layer)],
            };
        if (message.Contains("pad the image", StringComparison.Ordinal))
            return WithLayer(at, "{ conv2d: { filters: 2, padding: same } }");
        return null;
    }

    private AdvisedRecipe With(string key, string value) => this with { Keys = new Dictionary<string, string>(Keys) { [key] = value } };

    [GeneratedRegex(@"(task|class_names|layout): (\w+)")]
    private static partial Regex Key { get; }

    [GeneratedRegex(@"\btake (\w+)")]
    private static partial Regex OtherLoss { get; }

    [GeneratedRegex(@"let its last layer have (\d+)")]
    private static partial Regex Outputs { get; }

    [GeneratedRegex(@"say reshape: (\[[\d, ]+\])")]
    private static partial Regex Reshape { get; }

    [GeneratedRegex(@": model\.(\d+)")]
    private static partial Regex At { get; }
}
