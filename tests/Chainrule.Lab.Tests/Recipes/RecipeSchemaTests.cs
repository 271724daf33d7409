using System.Text.Json.Nodes;
using Chainrule.Initializers;
using Chainrule.Lab.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Tests.Documents;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Recipes;

public class RecipeSchemaTests
{
    private readonly SchemaValidator schema = new(RecipeSchema.Generate());

    [Fact]
    public void It_says_what_keys_are_for_and_what_values_they_take()
    {
        JsonObject json = RecipeSchema.Generate();
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string)json["$schema"]!);
        JsonNode units = json["$defs"]!["layer.linear"]!["properties"]!["units"]!;
        Assert.Equal("""{"type":"integer","minimum":1,"description":"Number of outputs."}""", units.ToJsonString());
        JsonNode rate = json["$defs"]!["layer.dropout"]!["properties"]!["rate"]!;
        Assert.Equal((0, 1), ((double)rate["minimum"]!, (double)rate["exclusiveMaximum"]!));
        Assert.Equal(["name", "data", "model", "loss", "optimizer", "training"], json["required"]!.AsArray().Select(key => (string)key!));
        Assert.All(RecipeVocabulary.Recipe.Members, member => Assert.NotNull(json["properties"]![member.Name]!["description"]));
    }

    [Fact]
    public void Every_key_of_every_kind_is_described()
    {
        foreach ((string name, JsonNode? definition) in RecipeSchema.Generate()["$defs"]!.AsObject())
        {
            if (definition!["properties"] is not JsonObject properties) continue;
            if (name.Contains('.', StringComparison.Ordinal))
                Assert.True(definition["description"] is not null, $"{name} is not described");
            foreach ((string key, JsonNode? value) in properties)
                Assert.True(value!["description"] is not null, $"{name}.{key} is not described");
        }
    }

    [Fact]
    public void Every_value_with_a_form_of_its_own_is_described()
    {
        Type[] families = [typeof(DataSource), typeof(Layer), typeof(Loss), typeof(Optimizer), typeof(Schedule), typeof(Initializer)];
        IEnumerable<DocumentType> records =
        [
            RecipeVocabulary.Recipe, RecipeVocabulary.Words.Of<TrainingOptions>(),
            .. families.SelectMany(family => RecipeVocabulary.Words.Of(family).Kinds.Values),
        ];
        DocumentType[] values = [.. records.SelectMany(record => record.Members).Select(member => member.Type)
            .Where(type => type.Form == DocumentForm.Value).Distinct()];
        Assert.Equal(7, values.Length);
        Assert.All(values, type => Assert.NotNull(RecipeVocabulary.Words.FormOf(type.Type)));
    }

    [Fact]
    public void Every_shipped_recipe_is_valid()
    {
        foreach (string file in Samples.Files)
        {
            JsonNode? json = SchemaValidator.ToJson(YamlReader.Read(File.ReadAllText(file), file, "recipe"));
            Assert.True(schema.IsValid(json), file);
            json = SchemaValidator.ToJson(YamlReader.Read(RecipeWriter.ToYaml(RecipeReader.Read(file).Recipe), file, "recipe"));
            Assert.True(schema.IsValid(json), $"{file}, canonical");
        }
    }

    [Fact]
    public void What_the_reader_takes_is_valid_in_every_spelling()
    {
        RandomRecipes recipes = new(3);
        for (int i = 0; i < 500; i++)
        {
            JsonNode json = recipes.Next();
            Assert.True(schema.IsValid(json), json.ToJsonString());
        }
    }

    [Fact]
    public void What_is_not_valid_is_refused_by_the_reader()
    {
        RandomRecipes recipes = new(4);
        Random random = new(4);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            JsonNode json = recipes.Next();
            Spoil(json, random);
            if (schema.IsValid(json)) continue;
            refused++;
            Assert.Throws<DocumentException>(() => RecipeReader.Parse(json.ToJsonString()));
        }
        Assert.InRange(refused, 1500, 3000);
    }

    /// <summary>Changes one value somewhere.</summary>
    private static void Spoil(JsonNode json, Random random)
    {
        List<(JsonNode Parent, object Key)> places = [];
        Visit(json);
        (JsonNode parent, object key) = places[random.Next(places.Count)];
        JsonNode? value = random.Next(8) switch
        {
            0 => 0,
            1 => -1,
            2 => "x",
            3 => true,
            4 => new JsonArray(),
            5 => new JsonObject(),
            6 => 1.5,
            _ => new JsonObject { ["zzz"] = 1 },
        };
        if (parent is JsonArray list) list[(int)key] = value;
        else parent[random.Next(5) == 0 ? (string)key + "x" : (string)key] = value;

        void Visit(JsonNode? node)
        {
            if (node is JsonObject map)
                foreach ((string name, JsonNode? child) in map)
                {
                    places.Add((map, name));
                    Visit(child);
                }
            else if (node is JsonArray items)
                for (int i = 0; i < items.Count; i++)
                {
                    places.Add((items, i));
                    Visit(items[i]);
                }
        }
    }
}
