using System.Globalization;
using System.Text;
using Chainrule.Data;
using Chainrule.Lab.Data;

namespace Chainrule.Lab.Tests.Data;

/// <summary>Tables that are matched with the columns that a network was trained on.</summary>
public class TableMatchTests
{
    private const string Trained = "age,height,y\n1,10,0.5\n2,20,1.5\n";

    [Theory]
    [InlineData("age,height\n1,10\n")]
    [InlineData("height,age\n10,1\n")]
    [InlineData("height,name,age,y\n10,Ann,1,0.5\n")]
    [InlineData("\"height\", age \n10,1\n")]
    [InlineData("1,10\n")]
    [InlineData("1,10,0.5\n")]
    public void Columns_are_found_by_name_or_by_place(string file) => Assert.Equal([1.0, 10], Predicted(Trained, file).Inputs.ToDoubles());

    [Theory]
    [InlineData("age\n1\n", "the column 'height' is missing. The header names 'age'.")]
    [InlineData("Age,weight\n1,10\n",
        "the columns 'age', 'height' are missing; did you mean 'Age' for 'age', 'weight' for 'height'? The header names 'Age', 'weight'.")]
    [InlineData("age,height,age\n1,10,2\n", "two columns are called 'age', and the run needs one of that name; leave one out.")]
    [InlineData("1\n", "there is 1 column; expected 2, or 3 with the target as column 2 (from 0), or a header that names 'age', 'height'.")]
    [InlineData("1,10,0.5,7\n",
        "there are 4 columns; expected 2, or 3 with the target as column 2 (from 0), or a header that names 'age', 'height'.")]
    public void A_file_without_the_columns_is_refused(string file, string message) =>
        Assert.Equal($"other.csv: line 1: {message}", Assert.Throws<DataException>(() => Predicted(Trained, file)).Message);

    [Fact]
    public void Columns_that_are_ignored_or_taken_by_place_are_said()
    {
        Assert.Equal(["The run does not need the columns 'name', 'city' of 'other.csv', which are ignored."],
            Predicted(Trained, "name,age,height,city\nAnn,1,10,Rome\n").Warnings);
        Assert.Empty(Predicted(Trained, "y,height,age\n0.5,10,1\n").Warnings);
        Assert.Equal(
        [
            "'other.csv' has no header, so its columns are taken by their place: 'age', 'height'.",
            "Column 2 (from 0) of 'other.csv' is where the target was in the data of the run; it is ignored.",
        ], Predicted(Trained, "1,10,0.5\n").Warnings);
    }

    [Fact]
    public void A_run_without_names_takes_columns_by_place_and_says_so_of_a_header()
    {
        const string trained = "1,10,0.5\n2,20,1.5\n";
        Assert.Empty(Predicted(trained, "1,10\n").Warnings);
        CsvTable headed = Predicted(trained, "height,age\n10,1\n");
        Assert.Equal([10.0, 1], headed.Inputs.ToDoubles());
        Assert.Equal(["The data of the run had no header, so the columns of 'other.csv' are taken by their place."], headed.Warnings);
        Assert.EndsWith("there are 4 columns; expected 2, or 3 with the target as column 2 (from 0).",
            Assert.Throws<DataException>(() => Predicted(trained, "a,b,c,d\n1,2,3,4\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_row_that_holds_names_which_are_numbers_is_the_header()
    {
        const string trained = "2023,2024,2025\n1,2,3.5\n2,3,5.5\n";
        CsvData source = new("t.csv") { Header = true };
        Assert.Equal([1.0, 2], Predicted(trained, "2023,2024\n1,2\n", source).Inputs.ToDoubles());
        Assert.Equal([1.0, 2], Predicted(trained, "2024,2023\n2,1\n", source).Inputs.ToDoubles());
        Assert.EndsWith("the first row must be the header, since columns of the run have numbers as names: '2023', '2024'; but it holds "
            + "none of these.", Assert.Throws<DataException>(() => Predicted(trained, "1,2\n", source)).Message, StringComparison.Ordinal);
        Assert.Contains("the column '2023' is missing",
            Assert.Throws<DataException>(() => Predicted(trained, "2022,2024\n1,2\n", source)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_share_a_name_need_the_same_header()
    {
        const string trained = "a,a,y\n1,2,3.5\n2,3,5.5\n";
        Assert.Equal([1.0, 2], Predicted(trained, "a,a\n1,2\n").Inputs.ToDoubles());
        Assert.Equal([1.0, 2], Predicted(trained, "a,a,y\n1,2,3\n").Inputs.ToDoubles());
        Assert.Contains("columns of the run share a name",
            Assert.Throws<DataException>(() => Predicted(trained, "y,a,a\n3,1,2\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_shares_its_name_with_an_input_needs_the_same_header()
    {
        const string trained = "a,k,k\n1,2,3.5\n2,3,5.5\n";
        Assert.Equal([1.0, 2, 2, 3], Predicted(trained, trained).Inputs.ToDoubles());
        Assert.Equal([1.0, 2], Predicted(trained, "a,k\n1,2\n").Inputs.ToDoubles());
        Assert.Equal([1.0, 2, 2, 3], Measured(trained, trained, new CsvData("other.csv")).Inputs.ToDoubles());
        Assert.Equal([1.0, 2], Predicted(trained, "k,a\n2,1\n").Inputs.ToDoubles());
        const string shared = "columns of the run share a name ('k')";
        Assert.Contains(shared, Assert.Throws<DataException>(() => Predicted(trained, "k,a,k\n2,1,3\n")).Message,
            StringComparison.Ordinal);
        Assert.Contains(shared, Assert.Throws<DataException>(() => Measured(trained, "a,k\n1,2\n", new CsvData("other.csv"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y,height,age\n7,10,1\n", null)]
    [InlineData("1,10,7\n", null)]
    [InlineData("height,z,age\n10,7,1\n", "z")]
    [InlineData("7,1,10\n", "0")]
    public void The_target_is_found_by_name_by_place_or_as_the_recipe_says(string file, string? target)
    {
        CsvData source = new("other.csv")
        {
            Target = target is null ? null : int.TryParse(target, CultureInfo.InvariantCulture, out int place) ? new(place) : new(target),
        };
        Dataset<double> data = Measured(Trained, file, source).ToDataset<double>();
        double[] inputs = new double[2], values = new double[1];
        data.GatherInputs([0], inputs);
        data.GatherTargets([0], values, 1);
        Assert.Equal([1.0, 10, 7], [.. inputs, .. values]);
    }

    [Fact]
    public void A_target_that_is_missing_or_an_input_is_refused()
    {
        Assert.EndsWith("the column 'y' is missing; did you mean 'z' for 'y'? The header names 'age', 'height', 'z'. "
            + "Where 'y', the target, has another name here, say it as target.",
            Assert.Throws<DataException>(() => Measured(Trained, "age,height,z\n1,10,7\n")).Message, StringComparison.Ordinal);
        Assert.EndsWith("the target cannot be 'age', which is an input of the run.", Assert.Throws<DataException>(
            () => Measured(Trained, "age,height\n1,10\n", new("other.csv") { Target = new("age") })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_random_table_gives_the_columns_by_name_or_is_refused()
    {
        int times = Environment.GetEnvironmentVariable("CHAINRULE_FUZZ") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture) : 20_000;
        Random random = new(13);
        int taken = 0;
        for (int i = 0; i < times; i++)
            if (new RandomTable(random).IsTaken())
                taken++;
        TestContext.Current.TestOutputHelper?.WriteLine($"{times} tables, {taken} taken");
        Assert.InRange(taken, times / 5, times * 4 / 5);
    }

    internal static CsvTable Predicted(string trained, string file, CsvData? source = null) =>
        Read(new("other.csv") { Delimiter = source?.Delimiter }, file, Expected(trained, source), hasTarget: false);

    internal static CsvTable Measured(string trained, string file, CsvData? source = null) =>
        Read(source ?? new("other.csv"), file, Expected(trained, null), hasTarget: true);

    private static ExpectedData Expected(string trained, CsvData? source)
    {
        Dataset<double> data = Read(source ?? new("t.csv"), trained, null, hasTarget: true).ToDataset<double>();
        return new() { Schema = data.Schema, Classes = data.Classes, ClassNames = data.ClassNames };
    }

    internal static CsvTable Read(CsvData source, string text, ExpectedData? expected, bool hasTarget) =>
        CsvTable.Read(source, source.Path, new MemoryStream(Encoding.UTF8.GetBytes(text)), expected, hasTarget);
}
