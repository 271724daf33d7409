using System.ComponentModel;
using System.Text.RegularExpressions;
using Chainrule.Initializers;
using Chainrule.Lab.Data;
using Chainrule.Lab.Documents;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Lab.Recipes;

/// <summary>One experiment, whole: the data, the network, the loss, the optimizer and how long to train. Read by
/// <see cref="RecipeReader"/>, written by <see cref="RecipeWriter"/>.</summary>
public sealed partial record Recipe : Spec
{
    /// <summary>What the experiment is called: letters, digits and '-'.</summary>
    [Description("What the experiment is called: letters, digits and '-'.")]
    public required string Name { get; init; }

    /// <summary>What the experiment is about, for readers.</summary>
    [Description("What the experiment is about, for readers.")]
    public string? Description { get; init; }

    /// <summary>The number that every random choice depends on; 1 by default.</summary>
    [Description("The number that every random choice depends on.")]
    public ulong Seed { get; init; } = 1;

    /// <summary>The number type that the network is compiled for; single precision by default.</summary>
    [Description("The number type that the network is compiled for.")]
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Where the samples come from.</summary>
    [Description("Where the samples come from.")]
    public required DataSource Data { get; init; }

    /// <summary>How weight matrices start, where a layer does not say so itself; He's normal distribution by default.</summary>
    [Description("How weight matrices start, where a layer does not say so itself.")]
    public Initializer Initializer { get; init; } = new HeNormal();

    /// <summary>How biases start, where a layer does not say so itself; at zero by default.</summary>
    [Description("How biases start, where a layer does not say so itself.")]
    public Initializer BiasInitializer { get; init; } = new Zeros();

    /// <summary>A safetensors or npz file with the weights to start from, in place of the initializers; relative to the recipe's
    /// folder.</summary>
    [Description("A safetensors or npz file with the weights to start from, in place of the initializers; relative to the recipe.")]
    public string? InitialWeights { get; init; }

    /// <summary>The layers, the first one first.</summary>
    [Description("The layers, the first one first.")]
    public required IReadOnlyList<Layer> Model { get; init; }

    /// <summary>What the training makes small.</summary>
    [Description("What the training makes small.")]
    public required Loss Loss { get; init; }

    /// <summary>How gradients become updates of the weights.</summary>
    [Description("How gradients become updates of the weights.")]
    public required Optimizer Optimizer { get; init; }

    /// <summary>How the learning rate changes during the training; not at all by default.</summary>
    [Description("How the learning rate changes during the training.")]
    public Schedule Schedule { get; init; } = new Constant();

    /// <summary>How long and in what portions to train.</summary>
    [Description("How long and in what portions to train.")]
    public required TrainingOptions Training { get; init; }

    /// <summary>The figures to report beside the loss.</summary>
    [Description("The figures to report beside the loss.")]
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>The same recipe with other paths of files: each one that it names, changed.</summary>
    public Recipe WithPaths(Func<string, string> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Data = Data.WithPaths(change), InitialWeights = InitialWeights is null ? null : change(InitialWeights) };
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (!NamePattern.IsMatch(Name))
            throw new SpecException(
                this, "name", "has to be made of letters, digits and '-', must begin with a letter or digit and have at most 100 of them");
        if (Model.Count == 0) throw new SpecException(this, "model", "needs at least one layer");
        if (Metrics.Select(metric => metric.Name).Distinct().Count() < Metrics.Count)
            throw new SpecException(this, "metrics", "names a metric twice");
        if (Training.EarlyStopping is { } stopping) RequireKnown(stopping);
        else if (Training.RestoreBest && !Data.HasValidation)
            throw new SpecException(this, "training.restore_best", "needs a validation part to know the best epoch by: give the data a "
                + "'validation' share, or watch a figure of the training part with early_stopping");
    }

    /// <summary>The recipe as it has to read in another folder, so that its relative paths still lead to the same files.</summary>
    /// <param name="from">The folder that it comes from; see <see cref="RecipeDocument.Folder"/>.</param>
    /// <param name="to">The folder that it is to be written to.</param>
    public Recipe Moved(string from, string to) => WithPaths(path => Path.IsPathRooted(path) ? path
        : Path.GetRelativePath(Path.GetFullPath(to), Path.GetFullPath(path, Path.GetFullPath(from))).Replace('\\', '/'));

    private void RequireKnown(EarlyStopping stopping)
    {
        string[] figures = ["loss", .. Metrics.Select(metric => metric.Name)];
        string[] parts = Data.HasValidation ? ["train", "validation"] : ["train"];
        string[] known = [.. parts.SelectMany(part => figures.Select(figure => $"{part}_{figure}"))];
        if (known.Contains(stopping.Metric)) return;
        string remedy = !Data.HasValidation && stopping.Metric.StartsWith("validation_", StringComparison.Ordinal)
            ? "; there is no validation part: give the data a 'validation' share" : "";
        throw new SpecException(this, "training.early_stopping.metric",
            $"is '{DocumentProblem.Shorten(stopping.Metric)}'; expected one of {string.Join(", ", known)}{remedy}");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,99}\z")]
    private static partial Regex NamePattern { get; }
}
