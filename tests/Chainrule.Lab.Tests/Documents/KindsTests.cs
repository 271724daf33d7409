using System.Text.Json.Nodes;
using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Lab.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Tests.Recipes;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Lab.Tests.Documents;

/// <summary>What is registered stays so until the process ends, and other tests list all kinds that there are. So these tests run alone,
/// after those that run side by side.</summary>
[CollectionDefinition(nameof(KindsTests), DisableParallelization = true)]
public sealed class KindsCollection;

[Collection(nameof(KindsTests))]
public class KindsTests
{
    private const string Own = """
        name: own
        data: { corners: { times: 5, test: 4 } }
        model: [linear: 3, tanh, amplify, linear: 1]
        loss: { quartic_error: { weight: 0.5 } }
        optimizer: adam
        training: { epochs: 2 }
        """;

    public KindsTests()
    {
        Kinds.Register<Layer, Amplify>("amplify", OwnJson.Default.Amplify);
        Kinds.Register<Loss, QuarticError>("quartic_error");
        Kinds.Register<DataSource, CornersData>("corners", OwnJson.Default.CornersData);
    }

    [Fact]
    public void A_recipe_names_registered_kinds_as_it_names_the_others()
    {
        Recipe recipe = Samples.Parse(Own);
        Assert.Equal(new Amplify(), recipe.Model[2]);
        Assert.Equal(new QuarticError { Weight = 0.5 }, recipe.Loss);
        Assert.Equal(new CornersData { Times = 5, Test = 4 }, recipe.Data);
        DataSplit<double> parts = recipe.Data.Load<double>(new() { Folder = ".", DataDirectory = "." });
        Assert.Equal((16, 4), (parts.Train.Count, parts.Test!.Count));
        Network<double> network = Network.Build<double>(parts.Train.InputShape, recipe.Model, recipe.Seed);
        Assert.Equal(3 * 3 + 4, network.Weights.Length);
    }

    [Fact]
    public void All_four_spellings_mean_the_same_and_the_canonical_one_is_read_again()
    {
        string[] spellings = ["amplify", "amplify: 2", "amplify: { factor: 2 }", "{ type: amplify, factor: 2 }"];
        string[] texts = [.. spellings.Select(spelling => RecipeWriter.ToYaml(Samples.Parse(Small(spelling))))];
        Assert.All(texts, text => Assert.Equal(texts[0], text));
        Assert.Contains("- { type: amplify, factor: 2, start: { type: normal, std: 0.5, mean: 0 }, gap: \"00:00:00\" }",
            texts[0], StringComparison.Ordinal);

        Recipe recipe = Samples.Parse(Own), again = Samples.Parse(RecipeWriter.ToYaml(recipe));
        Assert.Equal(RecipeWriter.ToYaml(recipe), RecipeWriter.ToYaml(again));
        Assert.Equal((recipe.Data, recipe.Loss), (again.Data, again.Loss));
        Assert.Equal(recipe.Model, again.Model);
    }

    [Fact]
    public void What_a_kind_holds_is_read_as_everywhere_and_overrides_reach_it()
    {
        string yaml = Small("amplify: { start: { uniform: { min: -1 } }, size: [2, 3], gap: \"00:01:00\" }");
        Amplify expected = new() { Start = new Uniform { Min = -1, Max = 1 }, Size = (2, 3), Gap = TimeSpan.FromMinutes(1) };
        Assert.Equal(expected, Samples.Parse(yaml, "model.1.start.max=1").Model[1]);
        Assert.Equal(new Amplify(7), Samples.Parse(Small("amplify"), "model.1.factor=7").Model[1]);
        Assert.Equal(new QuarticError { Weight = 3 }, Samples.Parse(Own, "loss.weight=3").Loss);
    }

    [Theory]
    [InlineData("amplfy", "r.yaml:5:5: model.1: unknown layer 'amplfy'; did you mean 'amplify'? Valid names: linear, ")]
    [InlineData("amplify: -1", "r.yaml:5:14: model.1.amplify.factor: expected a number above 0, but got -1.")]
    [InlineData("amplify: { facto: 1 }",
        "r.yaml:5:16: model.1.amplify.facto: unknown key 'facto'; did you mean 'factor'? Valid keys: factor, start, size, gap.")]
    [InlineData("amplify: { gap: soon }", "r.yaml:5:21: model.1.amplify.gap: expected a time span in its JSON form, but got 'soon'.")]
    public void Mistakes_are_explained_as_everywhere(string layer, string problem) =>
        Assert.StartsWith(problem, Assert.Single(Samples.Problems(Small(layer))), StringComparison.Ordinal);

    [Fact]
    public void The_schema_knows_them()
    {
        JsonObject json = RecipeSchema.Generate();
        Assert.Equal("""{"type":"number","exclusiveMinimum":0,"description":"The factor.","default":2}""",
            json["$defs"]!["layer.amplify"]!["properties"]!["factor"]!.ToJsonString());
        SchemaValidator schema = new(json);
        Assert.True(schema.IsValid(Json(Own)));
        Assert.True(schema.IsValid(Json(RecipeWriter.ToYaml(Samples.Parse(Own)))));
        Assert.False(schema.IsValid(Json(Own.Replace("weight", "wieght", StringComparison.Ordinal))));
        Assert.Contains(("corners", "The corners of the unit square."), DataCatalog.Kinds);
    }

    [Fact]
    public void The_same_again_changes_nothing_and_many_threads_may_register()
    {
        int before = Kinds.Of(typeof(Layer)).Kinds.Length;
        Parallel.For(0, 100, _ => Kinds.Register<Layer, Amplify>("amplify", OwnJson.Default.Amplify));
        Kinds.Register<Layer, ReLU>("relu");
        Assert.Equal(before, Kinds.Of(typeof(Layer)).Kinds.Length);
    }

    [Fact]
    public void Names_that_are_taken_or_cannot_be_written_are_refused()
    {
        Assert.Equal($"The name 'linear' is taken by {typeof(Linear).FullName}; choose another one for {typeof(Amplify).FullName}. "
            + "(Parameter 'name')",
            Refused(() => Kinds.Register<Layer, Amplify>("linear", OwnJson.Default.Amplify)));
        Assert.StartsWith($"{typeof(Amplify).FullName} is called 'amplify' already; it cannot be called 'louder', too.",
            Refused(() => Kinds.Register<Layer, Amplify>("louder", OwnJson.Default.Amplify)), StringComparison.Ordinal);
        foreach (string name in (string[])["", "Loud", "my-layer", "2d", "type", "null", "true", "a b", "a:"])
            Assert.StartsWith($"'{name}' cannot be the name of a kind; use lower-case letters, digits and '_', such as 'my_layer'.",
                Refused(() => Kinds.Register<Layer, Amplify>(name, OwnJson.Default.Amplify)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_a_kind_is_refused()
    {
        Assert.StartsWith("Amplify has no kinds; name what it is one of, such as Layer or Loss.",
            Refused(() => Kinds.Register<Amplify, Amplify>("amplify2", OwnJson.Default.Amplify)), StringComparison.Ordinal);
        Assert.StartsWith("Unmakeable cannot be made from a recipe; it needs a public constructor and must not be abstract.",
            Refused(() => Kinds.Register<Layer, Unmakeable>("unmakeable")), StringComparison.Ordinal);
        Assert.StartsWith("UndividedDataSource cannot be made from a recipe",
            Refused(() => Kinds.Register<DataSource, UndividedDataSource>("undivided")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_registered_has_no_text()
    {
        Recipe recipe = Samples.Parse(Samples.Small) with { Data = new Unnamed() };
        Assert.Equal("Unnamed() has no name in recipes; register it: Kinds.Register<DataSource, Unnamed>(…).",
            Refused(() => RecipeWriter.ToYaml(recipe)));
    }

    private static string Small(string layer) => Samples.Small.Replace("relu", layer, StringComparison.Ordinal);

    private static JsonNode? Json(string yaml) => SchemaValidator.ToJson(YamlReader.Read(yaml, "r.yaml", "recipe"));

    private static string Refused(Action register) => Assert.Throws<ArgumentException>(register).Message;

    private sealed record Unnamed : DataSource
    {
        protected override DataSplit<T> LoadParts<T>(DataContext context) => throw new NotSupportedException();
    }
}
