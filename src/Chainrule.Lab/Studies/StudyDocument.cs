using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies;

/// <summary>A study with the text that it was read from.</summary>
public sealed class StudyDocument
{
    private readonly IReadOnlyDictionary<string, DocumentNode> fragments;

    internal StudyDocument(Study study, string file, IReadOnlyDictionary<string, DocumentNode> fragments) =>
        (Study, File, this.fragments) = (study, file, fragments);

    /// <summary>The study.</summary>
    public Study Study { get; }

    /// <summary>The file, as it was named to the reader.</summary>
    public string File { get; }

    /// <summary>All that is to be run.</summary>
    /// <param name="quick">Whether with fewer repeats and epochs.</param>
    /// <exception cref="DocumentException">A recipe holds mistakes.</exception>
    public IReadOnlyList<PartPlan> Plan(bool quick) =>
        [.. Enumerable.Range(0, Study.Questions().Count).Select(index => Plan(index, quick))];

    /// <summary>The part of the study that a plan is for.</summary>
    public StudyPart PartOf(PartPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Study.Questions().First(part => part.Name == plan.Name);
    }

    /// <summary>All that is to be run for one part.</summary>
    internal PartPlan Plan(int index, bool quick)
    {
        StudyPart part = Study.Questions()[index];
        bool isStudy = ReferenceEquals(part, Study);
        RecipeFragment source = part.Base ?? Study.Base
            ?? throw new DocumentException(new(File, 0, 0), $"parts.{index}.base",
                "neither this part nor the study says which recipe it starts from.");
        (MapNode recipe, string file) = Base(source);
        List<Change> common = [.. isStudy ? [] : Changes(Study.Set), .. Changes(part.Set)];
        List<Change> last = quick ? [.. isStudy ? [] : Changes(Study.Quick?.Set), .. Changes(part.Quick?.Set)] : [];

        List<(string Name, IReadOnlyList<Option> Options)> axes = [.. part.Vary.Select(axis => (axis.Axis, Options(axis)))];
        RequireDistinct(axes, part.Vary);
        List<Arm> arms = [];
        List<DocumentProblem> problems = [];
        foreach (IReadOnlyList<Option> options in Products([.. axes.Select(axis => axis.Options)]))
        {
            Change[] varied = [.. options.SelectMany(option => option.Changes)];
            try
            {
                RecipeDocument document = Build(recipe, file, source.Path, [.. common, .. varied, .. last]);
                arms.Add(new([.. options.Select(option => option.Label)], document,
                    [.. varied.Select(change => $"{change.Path}: {Words(change.Value)}")]));
            }
            catch (DocumentException error)
            {
                problems.AddRange(error.Problems);
            }
        }
        if (problems.Count > 0) throw new DocumentException([.. problems.Distinct()]);
        if (arms.GroupBy(arm => arm.Folder, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } same)
            throw new DocumentException(Node(part.Vary[0].Values).Mark, part.Vary[0].Values.Path,
                $"the names {string.Join(" and ", same.Select(arm => $"'{arm.Label}'"))} give folders of one name; make them differ in "
                    + "letters, digits or '-'.");
        int repeat = (quick ? part.Quick?.Repeat ?? Study.Quick?.Repeat : null) ?? part.Repeat ?? Study.Repeat ?? 5;
        return new(part.Name,
            [.. axes.Select(axis => (axis.Name, (IReadOnlyList<string>)[.. axis.Options.Select(option => option.Label)]))],
            arms, repeat);
    }

    private DocumentNode Node(Fragment fragment) => fragments[fragment.Path];

    private (MapNode Recipe, string File) Base(RecipeFragment fragment)
    {
        DocumentNode node = Node(fragment);
        if (node is not ScalarNode { Kind: ScalarKind.Text } path) return (RecipeReader.Canonical(node), File);
        string file = Path.Combine(Path.GetDirectoryName(File) ?? "", path.Text);
        try
        {
            return (RecipeReader.Canonical(YamlReader.Read(DocumentFile.ReadText(file, RecipeReader.Noun), file, RecipeReader.Noun)), file);
        }
        catch (DocumentException error) when (error.Problems is [{ Line: 0 } unreadable])
        {
            throw new DocumentException(node.Mark, fragment.Path, $"{file}: {unreadable.Message}", error);
        }
    }

    private List<Change> Changes(ChangesFragment? fragment)
    {
        if (fragment is null) return [];
        DocumentNode node = Node(fragment);
        return Changes(node, fragment.Path);
    }

    private static List<Change> Changes(DocumentNode node, string path) => node is MapNode map
        ? [.. map.Entries.Select(entry => new Change(entry.Key, entry.Value, entry.Mark, $"{path}.{entry.Key}"))]
        : throw new DocumentException(node.Mark, path,
            $"expected paths of the recipe with their values, such as training.epochs: 3, but got {node.Words}.");

    private List<Option> Options(StudyAxis axis)
    {
        DocumentNode node = Node(axis.Values);
        string path = axis.Values.Path;
        if (node is MapNode { Entries.Count: > 0 } named)
            return axis.AllPaths.Count > 0
                ? throw new DocumentException(node.Mark, path,
                    "names with changes need no 'path'; leave it out, or make the values a list.")
                : [.. named.Entries.Select(entry => new Option(entry.Key, Changes(entry.Value, $"{path}.{entry.Key}")))];
        if (node is not ListNode { Items.Count: > 0 } list)
            throw new DocumentException(node.Mark, path, $"expected a list of values, or names with changes, but got {node.Words}.");
        if (axis.AllPaths.Count == 0)
            throw new DocumentException(node.Mark, path,
                "a list of values needs a 'path' that says what they are values of, such as training.batch_size.");
        return [.. list.Items.Select((item, i) => item is ScalarNode scalar && scalar.Kind != ScalarKind.Null
            ? new Option(scalar.Text, [.. axis.AllPaths.Select(key => new Change(key, item, item.Mark, $"{path}.{i}"))])
            : throw new DocumentException(item.Mark, $"{path}.{i}",
                $"{item.Words} needs a name; write the values as a mapping of names to changes, such as small: {{ {axis.AllPaths[0]}: … "
                + $"}}."))];
    }

    /// <summary>Labels name arms, so that no two values may share one.</summary>
    private void RequireDistinct(IReadOnlyList<(string Name, IReadOnlyList<Option> Options)> axes, IReadOnlyList<StudyAxis> described)
    {
        HashSet<string> labels = [];
        for (int i = 0; i < axes.Count; i++)
            foreach (Option option in axes[i].Options)
                if (!labels.Add(option.Label))
                    throw new DocumentException(Node(described[i].Values).Mark, described[i].Values.Path,
                        $"'{DocumentProblem.Shorten(option.Label)}' names two values; write them as a mapping of different names to "
                            + "changes.");
    }

    private RecipeDocument Build(MapNode recipe, string file, string source, IReadOnlyList<Change> changes)
    {
        foreach (Change change in changes)
        {
            try
            {
                recipe = RecipeOverrides.Apply(recipe, change.Path, change.Value, change.Mark);
            }
            catch (DocumentException error)
            {
                throw new DocumentException([.. error.Problems.Select(problem => problem with { Path = change.Place })], error);
            }
        }
        try
        {
            return RecipeReader.Check(recipe, file);
        }
        catch (DocumentException error)
        {
            throw new DocumentException([.. error.Problems.Select(Placed)], error);
        }

        // The path of a mistake in the recipe, as the study has it.
        DocumentProblem Placed(DocumentProblem problem)
        {
            if (problem.File != File) return problem;
            string? place = changes.LastOrDefault(change => change.Holds(problem))?.Place;
            return problem with { Path = place is not null ? place : DocumentChecker.Join(source, problem.Path) };
        }
    }

    private static IEnumerable<IReadOnlyList<Option>> Products(IReadOnlyList<IReadOnlyList<Option>> axes)
    {
        if (axes.Count == 0) return [[]];
        return axes[0].SelectMany(option => Products([.. axes.Skip(1)]).Select(rest => (IReadOnlyList<Option>)[option, .. rest]));
    }

    private static string Words(DocumentNode node) => node switch
    {
        ScalarNode { Kind: ScalarKind.Null } => "null",
        ScalarNode scalar => scalar.Text,
        ListNode list => $"[{string.Join(", ", list.Items.Select(Words))}]",
        MapNode map => $"{{ {string.Join(", ", map.Entries.Select(entry => $"{entry.Key}: {Words(entry.Value)}"))} }}",
        _ => "",
    };

    /// <summary>A value of an axis.</summary>
    private sealed record Option(string Label, IReadOnlyList<Change> Changes);

    /// <summary>A value for a path of the recipe.</summary>
    private sealed record Change(string Path, DocumentNode Value, Mark Mark, string Place)
    {
        public bool Holds(DocumentProblem problem) => (Mark.Line == problem.Line && Mark.Column == problem.Column) || Holds(Value, problem);

        private static bool Holds(DocumentNode node, DocumentProblem problem) =>
            (node.Mark.Line == problem.Line && node.Mark.Column == problem.Column) || node switch
            {
                ListNode list => list.Items.Any(item => Holds(item, problem)),
                MapNode map => map.Entries
                    .Any(entry => (entry.Mark.Line == problem.Line && entry.Mark.Column == problem.Column) || Holds(entry.Value, problem)),
                _ => false,
            };
    }
}
