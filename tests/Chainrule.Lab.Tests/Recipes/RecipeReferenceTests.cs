using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chainrule.Initializers;
using Chainrule.Lab.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Recipes;

/// <summary>docs/recipes.md holds every key, every kind and every parameter with its default, and nothing that is not there.</summary>
public class RecipeReferenceTests
{
    private static readonly string docs = Path.Combine(Path.GetDirectoryName(Samples.Folder)!, "docs");

    private static readonly string[] lines = File.ReadAllLines(Path.Combine(docs, "recipes.md"));

    public static TheoryData<string, string> Families => new()
    {
        { nameof(DataSource), "Data" }, { nameof(Layer), "Layers" }, { nameof(Loss), "Losses" }, { nameof(Optimizer), "Optimizers" },
        { nameof(Schedule), "Schedules" }, { nameof(Initializer), "Initializers" }, { nameof(Metric), "Metrics" },
    };

    [Theory, MemberData(nameof(Families))]
    public void Every_kind_stands_there_with_its_parameters_and_defaults(string family, string heading)
    {
        IReadOnlyDictionary<string, DocumentType> kinds = Family(family).Kinds;
        string[] section = Section(heading);
        string[] rows = [.. section.SkipWhile(line => !line.StartsWith("| kind ", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))];
        Assert.Equal(kinds.Count, rows.Length);
        foreach ((string name, DocumentType kind) in kinds)
        {
            string row = Assert.Single(rows, row => row.Split('`')[1] == name);
            string parameters = string.Join(", ", kind.Members.Select(member => Parameter(kind, member)));
            string expected =
                $"| {kind.Description!.Replace("|", "\\|", StringComparison.Ordinal)} | {parameters}{(parameters.Length > 0 ? " " : "")}|";
            Assert.True(row.EndsWith(expected, StringComparison.Ordinal), $"docs/recipes.md says of {name}:\n{row}\nexpected:\n{expected}");
            foreach (DocumentMember member in kind.Members)
                Assert.True(section.Any(line => line.StartsWith($"| `{member.Name}`", StringComparison.Ordinal)
                    && line.Contains(member.Description!, StringComparison.Ordinal)),
                    $"docs/recipes.md does not say of {name}: | `{member.Name}` | … | {member.Description} |");
        }
    }

    [Fact]
    public void Every_key_of_recipes_stands_there()
    {
        RequireKeys(RecipeVocabulary.Recipe, "Keys");
        RequireKeys(RecipeVocabulary.Words.Of<TrainingOptions>(), "Training");
        RequireKeys(RecipeVocabulary.Words.Of<EarlyStopping>(), "Training");
    }

    [Fact]
    public void Every_layer_and_loss_has_a_page_and_every_optimizer_schedule_and_initializer_a_place()
    {
        foreach (string layer in RecipeVocabulary.Words.Of<Layer>().Kinds.Keys)
            Assert.True(File.Exists(Path.Combine(docs, "layers", layer + ".md")), $"docs/layers/{layer}.md is missing");
        foreach (string loss in RecipeVocabulary.Words.Of<Loss>().Kinds.Keys)
            Assert.True(File.Exists(Path.Combine(docs, "losses", loss + ".md")), $"docs/losses/{loss}.md is missing");
        string optimizers = File.ReadAllText(Path.Combine(docs, "optimizers", "README.md")),
            initializers = File.ReadAllText(Path.Combine(docs, "initializers.md"));
        foreach (string optimizer in RecipeVocabulary.Words.Of<Optimizer>().Kinds.Keys)
            Assert.Contains($"\n## {optimizer}\n", optimizers, StringComparison.Ordinal);
        foreach (string schedule in RecipeVocabulary.Words.Of<Schedule>().Kinds.Keys)
            Assert.Contains($"\n| {schedule} |", optimizers, StringComparison.Ordinal);
        foreach (string initializer in RecipeVocabulary.Words.Of<Initializer>().Kinds.Keys)
            Assert.Contains($"\n| {initializer}", initializers, StringComparison.Ordinal);
    }

    private static void RequireKeys(DocumentType record, string heading)
    {
        foreach (DocumentMember member in record.Members)
        {
            string row = Assert.Single(Section(heading), line => line.StartsWith($"| `{member.Name}` |", StringComparison.Ordinal));
            Assert.Contains(member.Description!.TrimEnd('.'), row, StringComparison.Ordinal);
            if (member.IsRequired) Assert.Contains("| required |", row, StringComparison.Ordinal);
            else if (member.Default is JsonValue) Assert.Contains($"| {Text(member.Default)} |", row, StringComparison.Ordinal);
        }
    }

    private static DocumentType Family(string name) => RecipeVocabulary.Words.Of(((Type[])
        [typeof(DataSource), typeof(Layer), typeof(Loss), typeof(Optimizer), typeof(Schedule), typeof(Initializer), typeof(Metric)])
        .Single(type => type.Name == name));

    private static string[] Section(string heading) =>
        [.. lines.SkipWhile(line => line != $"## {heading}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))];

    private static string Parameter(DocumentType kind, DocumentMember member)
    {
        string name = member == kind.Main ? $"**`{member.Name}`**" : $"`{member.Name}`";
        return member.IsRequired ? $"{name} (required)" : member.Default is { } value ? $"{name} = {Text(value)}" : name;
    }

    private static string Text(JsonNode value) => value.GetValueKind() == JsonValueKind.Number
        ? value.GetValue<JsonElement>().GetDouble().ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant()
        : value.ToString();
}
