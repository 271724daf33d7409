using Chainrule.Data;
using Chainrule.Lab.Data;

namespace Chainrule.Lab.Tests.Data;

public sealed class CsvDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Text_in_the_last_column_is_classes_in_ordinal_order()
    {
        Dataset<double> data = Load("a,b,kind\n1,2,pear\n3,4,apple\n5,6,Fig\n");
        Assert.Equal(["Fig", "apple", "pear"], data.ClassNames!);
        Assert.Equal([2, 1, 0], Enumerable.Range(0, 3).Select(data.Label));
        double[] inputs = new double[6];
        data.GatherInputs([0, 1, 2], inputs);
        Assert.Equal([1, 2, 3, 4, 5, 6], inputs);
    }

    [Theory]
    [InlineData("kind")]
    [InlineData("0")]
    public void The_target_is_chosen_by_name_or_by_number(string target)
    {
        Column column = int.TryParse(target, out int index) ? new(index) : new(target);
        Dataset<double> data = Load("kind,a\nx,1\ny,2\n", source => source with { Target = column });
        Assert.Equal((2, 1), (data.Classes, data.InputShape.Size));
    }

    [Theory]
    [InlineData("1,0\n2,1\n3,2\n", 3)]
    [InlineData("1,0\n2,1\n3,3\n", 0)]
    [InlineData("1,0.5\n2,1\n", 0)]
    [InlineData("1,1\n2,2\n", 0)]
    [InlineData("1,1\n2,1\n", 0)]
    public void Numbers_are_classes_where_they_count_without_a_gap_and_values_elsewhere(string text, int classes) =>
        Assert.Equal(classes, Load(text).Classes);

    [Fact]
    public void What_the_target_is_can_be_said()
    {
        Assert.Equal(["2", "10"], Load("1,10\n2,2\n", source => source with { Task = LearningTask.Classes }).ClassNames!);
        Assert.Equal(0, Load("1,0\n2,1\n", source => source with { Task = LearningTask.Regression }).Classes);
        Assert.Contains("line 3, column 2: expected a finite number as the target, but got 'x' (column 'b').",
            Throws("a,b\n1,2\n3,x\n", source => source with { Task = LearningTask.Regression }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_row_without_numbers_is_a_header_unless_it_is_said_not_to_be()
    {
        Assert.Equal(2, Load("1,x\n2,y\n").Count);
        Assert.Equal(2, Load("a,b\n1,x\n2,y\n").Count);
        Assert.Equal(2, Load("1990,kind\n1,x\n2,y\n", source => source with { Header = true }).Count);
        Assert.Contains("got 'a'", Throws("a,b\n1,x\n", source => source with { Header = false }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a;b\n1.5;x\n2;y\n", null)]
    [InlineData("a\tb\n1.5\tx\n2\ty\n", null)]
    [InlineData("a|b\r\n1.5|x\r\n2|y", null)]
    [InlineData("a b\n1.5 x\n2 y\n", " ")]
    [InlineData("\uFEFFa,b\n\n1.5,\"x\"\n 2 , \"y\"\n\n", null)]
    public void Separators_line_ends_quotes_and_blank_lines_are_understood(string text, string? delimiter)
    {
        Dataset<double> data = Load(text, source => source with { Delimiter = delimiter });
        Assert.Equal((2, 2), (data.Count, data.Classes));
        Assert.Equal(["x", "y"], data.ClassNames!);
    }

    [Theory]
    [InlineData("a,b,c\n1,2,x\n1,x\n", "line 3: expected 3 columns, but got 2.")]
    [InlineData("a,b,c\n1,2,x\n1,2,3,x\n", "line 3: expected 3 columns, but got 4.")]
    [InlineData("a,b,c\n1,2,x\n\n1,,y\n", "line 4, column 2: the field is empty; expected a finite number (column 'b').")]
    [InlineData("a,b,c\n1,two,x\n", "line 2, column 2: expected a finite number, but got 'two' (column 'b').")]
    [InlineData("1,2,x\n1,NaN,x\n", "line 2, column 2: expected a finite number, but got 'NaN'.")]
    [InlineData("1,2,x\n1,3\0,x\n", "line 2, column 2: expected a finite number, but got '3\0'.")]
    [InlineData("1,2,x\n1,1e999,x\n", "line 2, column 2: expected a finite number, but got '1e999'.")]
    [InlineData("1,2,x\n1,3,\n", "line 2, column 3: the target is empty.")]
    [InlineData("a,b\n1,x\n2,x\n", "all rows are of the class 'x'; expected at least two classes.")]
    [InlineData("a,b\n", "the file holds no rows of data.")]
    [InlineData("", "the file holds no rows of data.")]
    [InlineData("a\n1\n", "line 1: expected at least two columns separated by ',', one of them the target, but got one.")]
    [InlineData("1,2\n3,\"4\n",
        "line 2: a quote appears where none can be, or is missing; put the whole field in quotes and double the quotes within.")]
    public void A_mistake_is_explained_with_line_and_column(string text, string message) =>
        Assert.Equal($"{folder["t.csv"]}: {message}", Throws(text));

    [Fact]
    public void A_target_that_is_not_there_is_explained()
    {
        Assert.EndsWith("there is no column 'kin'; the header names a, kind.",
            Throws("a,kind\n1,x\n", source => source with { Target = new("kin") }), StringComparison.Ordinal);
        Assert.EndsWith("the target is column 2, but there are the columns 0 to 1.",
            Throws("a,kind\n1,x\n", source => source with { Target = new(2) }), StringComparison.Ordinal);
        Assert.EndsWith("but the file has no header; say the number of the column, from 0.",
            Throws("1,x\n", source => source with { Target = new("kind") }), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_named()
    {
        Assert.Equal($"{folder["none.csv"]}: there is no such file.",
            Assert.Throws<DataException>(() => new CsvData("none.csv").Load<float>(folder.Context)).Message);
        folder.Write("t.csv", [0x61, 0x2C, 0xFF]);
        Assert.Equal($"{folder["t.csv"]}: the file is not UTF-8 text; save it as UTF-8.",
            Assert.Throws<DataException>(() => new CsvData("t.csv").Load<float>(folder.Context)).Message);
    }

    [Theory]
    [InlineData("-3,0\n-2,0.0\n-1,00\n1,1\n2,01\n")]
    [InlineData("-3,0\n-2, 0\n-1,\" 0\"\n1,1\n2,1.0\n")]
    public void One_number_is_one_class_however_it_is_written(string text)
    {
        Dataset<double> data = Load(text);
        Assert.Equal(["0", "1"], data.ClassNames!);
        Assert.Equal([0, 0, 0, 1, 1], Enumerable.Range(0, 5).Select(data.Label));
    }

    [Fact]
    public void Classes_that_are_spelled_almost_alike_are_a_warning() =>
        Assert.Equal(["The classes 'bee', 'Bee' of 't.csv' differ only in case, blanks or a trailing point; if they are one class, spell "
            + "them alike."], Load("1,bee\n2,Bee\n3,wasp\n").Warnings.Select(warning => warning.Replace("'Bee', 'bee'", "'bee', 'Bee'",
                StringComparison.Ordinal)));

    [Fact]
    public void Classes_that_the_recipe_names_need_not_occur()
    {
        Func<CsvData, CsvData> named = source => source with { ClassNames = new(["bee", "fly", "wasp"]) };
        Dataset<double> data = Load("1,wasp\n2,bee\n", named);
        Assert.Equal((3, 2, 0), (data.Classes, data.Label(0), data.Label(1)));
        Assert.Equal(1, Load("1,fly\n2,fly\n", named).Label(1));
        Assert.Equal($"{folder["t.csv"]}: line 2, column 2: the class 'moth' is none of the class_names. Valid classes: bee, fly, wasp.",
            Throws("1,bee\n2,moth\n", named));
        Assert.Equal(["0", "1", "2"], Load("1,0\n2,2\n", source => source with { ClassNames = new(3) }).ClassNames!);
    }

    [Fact]
    public void Columns_are_read_in_the_shape_that_the_recipe_says()
    {
        Assert.Equal([1, 2, 2], Load("1,2,3,4,x\n5,6,7,8,y\n", source => source with { Reshape = [1, 2, 2] }).InputShape);
        Assert.EndsWith("the rows have 2 inputs, which cannot be read as 1×2×2: 4 numbers.",
            Throws("1,2,x\n3,4,y\n", source => source with { Reshape = [1, 2, 2] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_numbers_that_are_rounded_are_a_warning_and_others_are_not()
    {
        Assert.Empty(Load("9007199254740992,x\n18014398509481984,y\n1e300,y\n").Warnings);
        Assert.StartsWith("Line 3, column 1 ('id') of 't.csv' holds 9007199254740993, and numbers that large are rounded",
            Assert.Single(Load("id,k\n1,x\n9007199254740993,y\n9007199254740995,y\n").Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_may_go_over_lines_and_lines_are_still_counted()
    {
        Assert.Equal(["a\nb", "c"], Load("1,\"a\nb\"\n2,c\n").ClassNames!);
        Assert.Contains("line 3, column 1: expected a finite number, but got 'x'", Throws("1,\"a\nb\"\nx,c\n"), StringComparison.Ordinal);
        Assert.Equal(["x", "y"], Load("sep=;\na;k\n1;x\n2;y\n").ClassNames!);
    }

    [Fact]
    public void The_table_of_the_shipped_recipe_is_read()
    {
        Lab.Recipes.RecipeDocument document = Lab.Recipes.RecipeReader.Read(Path.Combine(Recipes.Samples.Folder, "flowers.yaml"));
        DataSplit<float> parts = document.Recipe.Data.Load<float>(new() { Folder = document.Folder, DataDirectory = folder.Path });
        Assert.Equal((120, 30, 4, 3), (parts.Train.Count, parts.Test!.Count, parts.Train.InputShape.Size, parts.Train.Classes));
        Assert.Equal(["marsh", "meadow", "ridge"], parts.Train.ClassNames!);
    }

    private Dataset<double> Load(string text, Func<CsvData, CsvData>? change = null)
    {
        folder.Write("t.csv", text);
        CsvData source = new("t.csv");
        return (change?.Invoke(source) ?? source).Load<double>(folder.Context).Train;
    }

    private string Throws(string text, Func<CsvData, CsvData>? change = null) =>
        Assert.Throws<DataException>(() => Load(text, change)).Message;
}
