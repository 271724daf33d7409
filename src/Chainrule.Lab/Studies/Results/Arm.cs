using Chainrule.Lab.Recipes;

namespace Chainrule.Lab.Studies.Results;

/// <summary>One combination of the values of all axes.</summary>
/// <param name="Labels">The names of the values, one for each axis.</param>
/// <param name="Document">The recipe; runs differ in its seed alone.</param>
/// <param name="Changes">What the axes change of the common recipe, as <c>path: value</c>, for readers.</param>
public sealed record Arm(IReadOnlyList<string> Labels, RecipeDocument Document, IReadOnlyList<string> Changes)
{
    /// <summary>What it is called: its labels, or the recipe's name where nothing varies.</summary>
    public string Label => Labels.Count > 0 ? string.Join(", ", Labels) : Document.Recipe.Name;

    /// <summary>The name of the folder that its runs go to.</summary>
    public string Folder => string.Concat(string.Join('_', Labels.Count > 0 ? Labels : [Document.Recipe.Name])
        .Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_'
            ? character : character == '×' ? 'x' : '-')).TrimStart('.');

    /// <summary>Whether it has all these labels.</summary>
    public bool Has(IEnumerable<string> labels) => labels.All(Labels.Contains);
}

/// <summary>A part with all that is to be run for it.</summary>
/// <param name="Name">The name of the part.</param>
/// <param name="Axes">The axes with their labels.</param>
/// <param name="Arms">Every combination.</param>
/// <param name="Repeat">The runs of each arm; their seeds are 1, 2, ….</param>
public sealed record PartPlan(string Name,
    IReadOnlyList<(string Name, IReadOnlyList<string> Labels)> Axes, IReadOnlyList<Arm> Arms, int Repeat)
{
    /// <summary>The labels of all axes.</summary>
    public IReadOnlyList<string> Labels => [.. Axes.SelectMany(axis => axis.Labels)];

    /// <summary>The seeds of an arm's runs.</summary>
    public IEnumerable<ulong> Seeds => Enumerable.Range(1, Repeat).Select(seed => (ulong)seed);

    /// <summary>The arms with all these labels; all arms where there are none.</summary>
    public IReadOnlyList<Arm> Among(IEnumerable<string> labels) => [.. Arms.Where(arm => arm.Has(labels))];
}
