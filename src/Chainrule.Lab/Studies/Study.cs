using System.ComponentModel;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Chainrule.Lab.Studies.Claims;
using Chainrule.Lab.Studies.Figures;

namespace Chainrule.Lab.Studies;

/// <summary>One question: a recipe, what varies in it, how often it is repeated, what is drawn, and what is claimed. Read by
/// <see cref="StudyReader"/>.</summary>
public record StudyPart : Spec
{
    /// <summary>What the part is called: letters, digits and '-'.</summary>
    [Description("What it is called: letters, digits and '-'.")]
    public required string Name { get; init; }

    /// <summary>The question, for readers.</summary>
    [Description("The question, for readers.")]
    public string? Question { get; init; }

    /// <summary>The recipe that everything starts from.</summary>
    [Description("The recipe that everything starts from: its file, relative to the study, or the recipe itself. A part without one has "
        + "the study's.")]
    public RecipeFragment? Base { get; init; }

    /// <summary>Changes of that recipe for all runs.</summary>
    [Description("Changes of the recipe for all runs: paths such as training.epochs with their values.")]
    public ChangesFragment? Set { get; init; }

    /// <summary>What varies; several axes multiply.</summary>
    [Description("What varies; several axes multiply.")]
    public IReadOnlyList<StudyAxis> Vary { get; init; } = [];

    /// <summary>How many runs with fresh seeds, 1, 2, …, every arm has; 5 by default.</summary>
    [Description("How many runs with fresh seeds, 1, 2, ..., every arm has; 5 by default."), Bounds(From = 1, To = 1000)]
    public int? Repeat { get; init; }

    /// <summary>What is different with <c>--quick</c>.</summary>
    [Description("What is different with --quick.")]
    public QuickOptions? Quick { get; init; }

    /// <summary>The columns of the table of results: measures, by default those of the recipe.</summary>
    [Description("The measures that are the columns of the table of results; by default losses and metrics of all parts of the data.")]
    public IReadOnlyList<string> Table { get; init; } = [];

    /// <summary>What is drawn.</summary>
    [Description("What is drawn.")]
    public IReadOnlyList<Figure> Plots { get; init; } = [];

    /// <summary>What is claimed, and tested on the runs.</summary>
    [Description("What is claimed, and tested on the runs.")]
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>What it teaches, in a paragraph.</summary>
    [Description("What it teaches, in a paragraph.")]
    public string? Teaches { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (!StudyNames.Pattern.IsMatch(Name))
            throw new SpecException(this, "name",
                "has to be made of letters, digits and '-', must begin with a letter or digit and have at most 60 of them");
    }
}

/// <summary>A study: one question, or several about the same subject. With <see cref="Parts"/>, <c>base</c>, <c>set</c>, <c>repeat</c> and
/// <c>quick</c> of the study hold for every part that does not say otherwise.</summary>
public sealed record Study : StudyPart
{
    /// <summary>The title, for readers.</summary>
    [Description("The title, for readers.")]
    public string? Title { get; init; }

    /// <summary>Files that are made before the first run.</summary>
    [Description("Files that are made before the first run, in the folder 'data' of the study's results, where the recipes' relative "
        + "paths then start: mnist_npy writes MNIST as .npy files.")]
    public Preparation Prepare { get; init; }

    /// <summary>The questions, where there are several.</summary>
    [Description("The questions, where there are several.")]
    public IReadOnlyList<StudyPart> Parts { get; init; } = [];

    /// <summary>The questions: the parts, or the study itself. No property, for it would make the study a part of itself.</summary>
    public IReadOnlyList<StudyPart> Questions() => Parts.Count > 0 ? Parts : [this];

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Parts.Count == 0 && Base is null) throw new SpecException(this, "base", "is missing; say which recipe the study starts from");
        if (Parts.GroupBy(part => part.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new SpecException(this, "parts", $"has two parts called '{twice.Key}'");
        if (Parts.Count == 0) return;
        foreach ((string key, int count) in (ReadOnlySpan<(string, int)>)[("vary", Vary.Count), ("plots", Plots.Count),
            ("claims", Claims.Count), ("table", Table.Count)])
            if (count > 0) throw new SpecException(this, key, "belongs to a part where a study has parts");
    }
}

/// <summary>Something that varies.</summary>
public sealed record StudyAxis : Spec
{
    /// <summary>What it is called.</summary>
    [Description("What it is called.")]
    public required string Axis { get; init; }

    /// <summary>The path in the recipe whose value varies, where the values are a list.</summary>
    [Description("The path in the recipe whose value varies, where 'values' is a list.")]
    public string? Path { get; init; }

    /// <summary>Several paths that get the same value.</summary>
    [Description("Several paths that get the same value, in place of 'path'.")]
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The values.</summary>
    [Description("A list of values for the path, or names with the changes of the recipe that each stands for.")]
    public required ValuesFragment Values { get; init; }

    /// <summary>The paths that get a listed value.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> AllPaths => Path is null ? Paths : [Path, .. Paths];
}

/// <summary>What is different with <c>--quick</c>.</summary>
public sealed record QuickOptions : Spec
{
    /// <summary>How many runs every arm has.</summary>
    [Description("How many runs every arm has; as many as without --quick by default."), Bounds(From = 1, To = 1000)]
    public int? Repeat { get; init; }

    /// <summary>Changes of the recipe, the last ones of all.</summary>
    [Description("Changes of the recipe, the last ones of all: paths such as training.epochs with their values.")]
    public ChangesFragment? Set { get; init; }
}

/// <summary>Files that a study has made before its first run.</summary>
[JsonConverter(typeof(PreparationConverter))]
public enum Preparation
{
    /// <summary>None.</summary>
    None,
    /// <summary>MNIST as <c>mnist/train-images.npy</c>, <c>train-labels.npy</c>, <c>test-images.npy</c> and <c>test-labels.npy</c>: bytes
    /// [n, 28, 28] and [n].</summary>
    MnistNpy,
}

/// <summary>Reads and writes <see cref="Preparation"/> as <c>none</c> or <c>mnist_npy</c>.</summary>
public sealed class PreparationConverter()
    : JsonStringEnumConverter<Preparation>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

internal static partial class StudyNames
{
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,59}\z")]
    public static partial Regex Pattern { get; }
}
