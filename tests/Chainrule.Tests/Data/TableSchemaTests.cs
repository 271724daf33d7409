using Chainrule.Data;
using Chainrule.Models;

namespace Chainrule.Tests.Data;

public class TableSchemaTests
{
    private static readonly TableSchema schema = new()
    {
        Inputs = [new("age", 2), new("height", 0)],
        Target = new("kind", 1, ColumnType.Class),
        Columns = 3,
        HasHeader = true,
        Delimiter = ';',
    };

    [Fact]
    public void A_file_of_weights_says_it_and_its_hash_covers_it()
    {
        ModelDescription description = new() { Schema = schema, Classes = 2 };
        Dictionary<string, string> texts = description.ToTexts();
        Assert.Equal("""
            {"inputs":[{"name":"age","position":2,"type":"number"},{"name":"height","position":0,"type":"number"}],
            "target":{"name":"kind","position":1,"type":"class"},"columns":3,"has_header":true,"delimiter":";","decimal_mark":"."}
            """.ReplaceLineEndings(""), texts[ModelDescription.SchemaKey]);
        TableSchema read = ModelDescription.FromTexts(texts, "m").Schema!;
        Assert.Equal((schema.Target, 3, true, ';', '.'), (read.Target, read.Columns, read.HasHeader, read.Delimiter, read.DecimalMark));
        Assert.Equal(schema.Inputs, read.Inputs);
        string hash = ModelDescription.Hash(texts);
        texts[ModelDescription.SchemaKey] = texts[ModelDescription.SchemaKey].Replace("age", "Age", StringComparison.Ordinal);
        Assert.NotEqual(hash, ModelDescription.Hash(texts));
        texts.Remove(ModelDescription.SchemaKey);
        Assert.Equal(ModelDescription.Hash((description with { Schema = null }).ToTexts()), ModelDescription.Hash(texts));
    }

    [Fact]
    public void A_table_without_a_header_is_read_as_it_was_written()
    {
        TableSchema places = new() { Inputs = [new(null, 1), new(null, 2)], Target = new(null, 0, ColumnType.Class), Columns = 3 };
        TableSchema read = ModelDescription.FromTexts(new ModelDescription { Schema = places, Classes = 2 }.ToTexts(), "m").Schema!;
        Assert.Equal(places.Inputs, read.Inputs);
        Assert.Equal((places.Target, 3, false), (read.Target, read.Columns, read.HasHeader));
    }

    [Theory]
    [InlineData("\"position\":2", "\"position\":3", "a column is at a place where it cannot be; expected different ones from 0 to 2")]
    [InlineData("\"position\":2", "\"position\":0", "a column is at a place where it cannot be; expected different ones from 0 to 2")]
    [InlineData("\"has_header\":true", "\"has_header\":false", "either all columns have names, or none has")]
    [InlineData("{\"name\":\"age\",\"position\":2,\"type\":\"number\"}", "null", "it has no input columns")]
    public void One_that_makes_no_sense_is_refused(string text, string other, string problem)
    {
        Dictionary<string, string> texts = new ModelDescription { Schema = schema }.ToTexts();
        texts[ModelDescription.SchemaKey] = texts[ModelDescription.SchemaKey].Replace(text, other, StringComparison.Ordinal);
        Assert.Equal($"m: the file describes a table that makes no sense: {problem}.",
            Assert.Throws<DataException>(() => ModelDescription.FromTexts(texts, "m")).Message);
    }

    [Fact]
    public void A_data_set_takes_one_that_fits_and_its_parts_keep_it()
    {
        Dataset<float> data = Dataset.Create([1f, 2, 3, 4], [2], [0, 1], 2).WithSchema(schema);
        Assert.Equal(["age", "height"], data.ColumnNames!);
        Assert.Same(schema, data.Subset([1]).Scaled(FeatureScale.Fit(data, Scaling.Standardize)).WithWarnings("x").Schema);
        Assert.Null(data.WithColumnNames(["a", "b"]).Schema);
        Assert.Contains("An input of 'data' has 3 features ([3]), but 2 columns are inputs.",
            Assert.Throws<DataException>(() => Dataset.Create([1f, 2, 3], [3], [0], 2).WithSchema(schema)).Message.Replace("(3)", "([3])",
                StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_of_the_first_classes_are_taken_without_the_others()
    {
        Dataset<float> data = Dataset.Create([1f, 2, 3, 4], [1], [0, 2, 1, 2], 3, classNames: ["a", "b", "c"]);
        Dataset<float> first = data.OfFirstClasses(2)!;
        Assert.Equal((2, 2), (first.Count, first.Classes));
        Assert.Equal(["a", "b"], first.ClassNames!);
        Assert.Equal([0, 1], Enumerable.Range(0, 2).Select(first.Label));
        Assert.Null(data.Subset([1, 3]).OfFirstClasses(2));
    }
}
