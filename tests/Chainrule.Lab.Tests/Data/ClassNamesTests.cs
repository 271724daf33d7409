using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Tests.Recipes;

namespace Chainrule.Lab.Tests.Data;

public sealed class ClassNamesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("digits: { class_names: 12 }")]
    [InlineData("digits: { class_names: [zero, one, 2, 3, 4, 5, 6, 7, 8, 9, ten, eleven] }")]
    public void Classes_that_do_not_occur_are_counted(string data)
    {
        DataSplit<float> parts = Parsed(data).Load<float>(folder.Context);
        Assert.Equal((12, 12), (parts.Train.Classes, parts.Test!.Classes));
        Assert.Equal(data.Contains("zero", StringComparison.Ordinal) ? "eleven" : null, parts.Train.ClassNames?[11]);
    }

    [Fact]
    public void Fewer_names_than_classes_are_an_error()
    {
        DataException error = Assert.Throws<DataException>(() => Parsed("digits: { class_names: 9 }").Load<float>(folder.Context));
        Assert.Equal("'digits' has 10 classes, but 9 are expected.", error.Message);
        error = Assert.Throws<DataException>(() => Parsed("digits: { class_names: [a, b] }").Load<float>(folder.Context));
        Assert.Equal("'digits' has 10 classes, but 2 class names.", error.Message);
    }

    [Theory]
    [InlineData("bee,fly", 4, "bee,fly,2,3")]
    [InlineData("0,1,3", 4, "0,1,2,3")]
    [InlineData("1,2,3", 3, "1,2,3")]
    [InlineData("1,2,10", 5, "0,1,2,3,10")]
    [InlineData("-1,1", 3, "-1,0,1")]
    [InlineData("", 2, "0,1")]
    public void A_count_gives_names_to_those_that_do_not_occur(string occurring, int count, string all) =>
        Assert.Equal(all.Split(','), new ClassNames(count).All(occurring.Split(',', StringSplitOptions.RemoveEmptyEntries), "x"));

    [Fact]
    public void More_classes_than_the_count_are_an_error_that_names_them()
    {
        DataException error = Assert.Throws<DataException>(() => new ClassNames(2).All(["bee", "fly", "wasp"], "insects.csv"));
        Assert.Equal("'insects.csv' has 3 classes ('bee', 'fly', 'wasp'), but 2 are expected.", error.Message);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("[bee]")]
    [InlineData("bee")]
    [InlineData("[bee, true]")]
    [InlineData("[bee, '']")]
    [InlineData("2.5")]
    public void What_is_no_list_of_names_and_no_count_is_a_mistake(string value) => Assert.Contains(
        "data.digits.class_names: expected a list of at least two names, or a whole number from 2 to 1000000, but got ",
        Assert.Single(Samples.Problems(Samples.Small, $"data={{digits: {{class_names: {value}}}}}")), StringComparison.Ordinal);

    [Fact]
    public void A_name_that_appears_twice_is_a_mistake()
    {
        Assert.Contains("data.csv.class_names: names a class twice: The class names 'bee' and 'bee' are one",
            Samples.Problems(Samples.Small, "data={csv: {path: t.csv, class_names: [bee, bee]}}")[0], StringComparison.Ordinal);
        Assert.Contains("The class names '1' and '1.0' are one",
            Samples.Problems(Samples.Small, "data={mnist: {class_names: ['1', '1.0']}}")[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xor")]
    [InlineData("blobs")]
    public void Generators_take_none(string generator) => Assert.Contains("unknown key 'class_names'",
        Samples.Problems(Samples.Small, $"data={{{generator}: {{class_names: 3}}}}")[0], StringComparison.Ordinal);

    [Fact]
    public void A_regression_takes_none() => Assert.Contains("class_names: names classes, but the task is regression",
        Samples.Problems(Samples.Small, "data={csv: {path: t.csv, task: regression, class_names: 3}}")[0].Replace("class_names names",
            "class_names: names", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void They_come_back_as_they_were_written()
    {
        Recipe recipe = Samples.Parse(Samples.Small, "data={npz: {path: t.npz, class_names: [bee, 2, 3.5], reshape: [1, 2, 3], "
            + "layout: channels_last, task: classes}}");
        NpzData data = Assert.IsType<NpzData>(recipe.Data);
        Assert.Equal(["bee", "2", "3.5"], data.ClassNames!.Names!);
        Assert.Equal((LearningTask.Classes, ChannelLayout.ChannelsLast, [1, 2, 3]), (data.Task, data.Layout, data.Reshape!.Value));
        Assert.Equal(data, RecipeReader.Parse(RecipeWriter.ToYaml(recipe)).Recipe.Data);
        Assert.DoesNotContain("class_names", RecipeWriter.ToYaml(Samples.Parse(Samples.Small, "data=digits")), StringComparison.Ordinal);
    }

    private static DataSource Parsed(string data) => Samples.Parse(Samples.Small, $"data={{{data}}}").Data;
}
