namespace Chainrule.Outside.Tests.Data;

/// <summary>Rows of any kind become a data set.</summary>
public sealed class DatasetFromTests
{
    private sealed record Row(float Width, float Height, double[] Wide, List<float> Listed, float[] Both);

    private static readonly Row[] rows = [new(1, 2, [1, 2], [1, 2], [1, 2]), new(3, 4, [3, 4], [3, 4], [3, 4])];

    [Fact]
    public void Features_are_arrays_collections_or_listed_in_either_precision()
    {
        Dataset<float> array = Dataset.From(rows, row => row.Both, row => row.Width > 2);
        Dataset<float> listed = Dataset.From(rows, row => [row.Width, row.Height], row => row.Width > 2);
        Dataset<float> collected = Dataset.From(rows, row => row.Listed, row => row.Width > 2);
        Dataset<double> wide = Dataset.From(rows, row => row.Wide, row => row.Width > 2);
        Assert.Equal(array.Sha256, listed.Sha256);
        Assert.Equal(array.Sha256, collected.Sha256);
        Assert.Equal([1, 2, 3, 4], [.. array.InputTensor()]);
        Assert.Equal([1.0, 2, 3, 4], [.. wide.InputTensor()]);
        Assert.Equal("2", array.InputShape.ToString());
    }

    [Fact]
    public void Texts_are_classes_in_the_order_of_a_table()
    {
        Dataset<float> flowers = Dataset.From(Flower.All, flower => flower.Sizes, flower => flower.Kind);
        Assert.Equal(["marsh", "meadow", "ridge"], flowers.ClassNames!);
        Assert.Equal(flowers.ClassNames![flowers.Label(7)], Flower.All[7].Kind);
        string[] numbers = ["10", "9", "1e1", "9"];
        Assert.Equal(["9", "10"], Dataset.From(numbers, _ => [1f], text => text).ClassNames!);
        string[] mixed = ["10", "9", "b", "B"];
        Assert.Equal(["10", "9", "B", "b"], Dataset.From(mixed, _ => [1f], text => text).ClassNames!);
        Dataset<float> order = Dataset.From(mixed, _ => [1f], text => text, classNames: ["b", "B", "9", "10", "none"]);
        Assert.Equal((5, 3, 0), (order.Classes, order.Label(0), order.Label(2)));
    }

    [Fact]
    public void Enums_name_all_their_classes()
    {
        Kind[] kinds = [Kind.Ridge, Kind.Meadow, Kind.Ridge];
        Dataset<float> data = Dataset.From(kinds, _ => [1f], kind => kind);
        Assert.Equal(["Meadow", "Marsh", "Ridge", "Desert"], data.ClassNames!);
        Assert.Equal([2, 0, 2], Labels(data));
        // A part of which all rows are of one class, too.
        Assert.Equal(4, Dataset.From(kinds[..1], _ => [1f], kind => kind).Classes);
        Assert.StartsWith("Row 1 (from 0) of 'data' is of the class '9', which is unknown",
            Refused(() => Dataset.From([Kind.Marsh, (Kind)9], _ => [1f], kind => kind)), StringComparison.Ordinal);
        Assert.Equal(["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
            Dataset.From([DayOfWeek.Friday], _ => [1f], day => day).ClassNames!);
    }

    [Fact]
    public void Truth_values_numbers_and_characters_are_classes()
    {
        Dataset<float> truths = Dataset.From([true, false], _ => [1f], truth => truth);
        Assert.Equal([1, 0], Labels(truths));
        Assert.Equal(["False", "True"], truths.ClassNames!);
        Dataset<float> numbers = Dataset.From([3, 0, 3], _ => [1f], number => number);
        Assert.Equal((4, null), (numbers.Classes, numbers.ClassNames));
        Assert.Equal([3, 0, 3], Labels(numbers));
        Assert.Equal([1, 0], Labels(Dataset.From<byte>([1, 0], _ => [1f], number => number)));
        Assert.Equal(["a", "b"], Dataset.From("abba", _ => [1f], letter => letter).ClassNames!);
        Assert.Equal(["no", "yes"], Dataset.From([1, 0], _ => [1f], number => number, classNames: ["no", "yes"]).ClassNames!);
    }

    [Fact]
    public void Numbers_with_a_point_and_arrays_are_values()
    {
        Dataset<float> one = Dataset.From(rows, row => row.Both, row => row.Width);
        Assert.Equal((0, "1"), (one.Classes, one.TargetShape.ToString()));
        Dataset<float> two = Dataset.From(rows, row => row.Both, row => row.Wide);
        float[] targets = new float[4];
        two.GatherTargets([1, 0], targets, 2);
        Assert.Equal([3, 4, 1, 2], targets);
        Assert.Equal("2", Dataset.From(rows, row => row.Wide, row => row.Both).TargetShape.ToString());
        Assert.Equal("1", Dataset.From(rows, row => row.Wide, row => 0.5 * row.Width).TargetShape.ToString());
    }

    [Fact]
    public void Names_of_columns_stay_with_every_part()
    {
        Dataset<float> data =
            Dataset.From(Flower.All, flower => flower.Sizes, flower => flower.Kind, "flowers", columnNames: Flower.Columns);
        Assert.Equal(Flower.Columns, data.Split(validation: 0.1, test: 0.1).Scaled(Scaling.Standardize).Test!.ColumnNames!);
        Assert.Null(data.WithColumnNames(null).ColumnNames);
        Assert.Equal("An input of 'flowers' has 4 features (4), but 1 column names.", Refused(() => data.WithColumnNames(["a"])));
        Assert.Equal("Two column names of 'flowers' are 'a'; expected a different name for each.",
            Refused(() => data.WithColumnNames(["a", "b", "a", "c"])));
        Assert.Equal("A column name of 'flowers' is null; expected a name for each.",
            Refused(() => data.WithColumnNames(["a", null!, "b", "c"])));
        Assert.Equal("1×2×2", Dataset.From(Flower.All, flower => flower.Sizes, flower => flower.Kind, inputShape: [1, 2, 2])
            .InputShape.ToString());
    }

    [Fact]
    public void Names_of_classes_are_there_differ_and_do_not_change_later()
    {
        Assert.Equal("Two class names of 'data' are 'x'; expected a different name for each.",
            Refused(() => Dataset.From([0, 1], _ => [1f], number => number, classNames: ["x", "x"])));
        Assert.Equal("A class name of 'data' is null; expected a name for each.",
            Refused(() => Dataset.From((string[])["x", "y"], _ => [1f], text => text, classNames: ["x", null!, "y"])));
        Assert.Equal("A class name of 'data' is null; expected a name for each.",
            Refused(() => Dataset.Create<float>([1, 2], [1], [0, 1], 2, classNames: ["x", null!])));
        List<string> names = ["x", "y"];
        Dataset<float> data = Dataset.From([0, 1], _ => [1f], number => number, classNames: names);
        names[0] = "z";
        Assert.Equal(["x", "y"], data.ClassNames!);
    }

    [Fact]
    public void Every_whole_number_is_the_number_of_a_class()
    {
        Assert.Equal(4, Dataset.From((ulong[])[1, 3], _ => [1f], number => number).Classes);
        Assert.Equal(4, Dataset.From((uint[])[1, 3], _ => [1f], number => number).Classes);
        Assert.Equal(4, Dataset.From((byte[])[1, 3], _ => [1f], number => number).Classes);
        Assert.Equal(4, Dataset.From((short[])[1, 3], _ => [1f], number => number).Classes);
        Assert.Equal(2, Dataset.From([1, 3], _ => [1f], number => number == 1 ? 0 : 1).Classes);
        Assert.Contains("class number", Refused(() => Dataset.From((ulong[])[1, ulong.MaxValue], _ => [1f], number => number)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_that_there_is_not_is_refused()
    {
        Dataset<float> data = Dataset.From([0, 1], _ => [1f], number => number);
        foreach (int index in (int[])[-1, 2])
        {
            Assert.Contains("'data' holds samples 0 to 1.",
                Assert.Throws<ArgumentOutOfRangeException>(() => data.Label(index)).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentOutOfRangeException>(() => data.GatherInputs([index], new float[1]));
            Assert.Throws<ArgumentOutOfRangeException>(() => data.GatherTargets([index], new float[2], 2));
        }
        Assert.Equal("A scaling needs shifts and divisors, but has none.",
            Refused(() => data.Scaled(new FeatureScale { Shift = null!, Divisor = [1] })));
    }

    [Fact]
    public void What_is_wrong_is_said_with_its_row()
    {
        Assert.Equal("'data' holds no rows.", Refused(() => Dataset.From(Array.Empty<Row>(), row => row.Both, row => row.Width)));
        float[][] ragged = [[1, 2], [3]];
        Assert.Equal("Row 1 (from 0) of 'data' has 1 features; expected 2, as the rows before it have.",
            Refused(() => Dataset.From(ragged, row => row, row => row[0])));
        float[][] broken = [[1, 2], [3, float.NaN]];
        Assert.Equal("Row 1 (from 0) of 'x' has NaN as feature 1 ('b'); expected a finite number.",
            Refused(() => Dataset.From(broken, row => row, row => row[0], "x", columnNames: ["a", "b"])));
        Assert.Equal("Row 1 (from 0) of 'data' has NaN as target value 0; expected a finite number.",
            Refused(() => Dataset.From(broken, _ => [1f], row => row[1])));
        string?[] texts = ["a", null];
        Assert.Equal("Row 1 (from 0) of 'data' has no label: it is null; expected a class, or values.",
            Refused(() => Dataset.From(texts, _ => [1f], text => text)));
        Assert.Equal("Row 0 (from 0) of 'data' has no features: they are null; expected numbers.",
            Refused(() => Dataset.From(texts, _ => (float[])null!, text => text)));
        Assert.Equal("Row 0 (from 0) of 'data' has no features; expected at least one number.",
            Refused(() => Dataset.From(texts, _ => (float[])[], text => text)));
        Assert.StartsWith("All 2 rows of 'data' are of the class 'a'; expected at least two classes.",
            Refused(() => Dataset.From((string[])["a", "a"], _ => [1f], text => text)), StringComparison.Ordinal);
        Assert.Equal(
            "Row 1 (from 0) of 'data' is of the class 'mash', which is unknown; did you mean 'marsh'? Valid classes: marsh, ridge.",
            Refused(() => Dataset.From((string[])["marsh", "mash"], _ => [1f], text => text, classNames: ["marsh", "ridge"])));
        Assert.StartsWith("Row 1 (from 0) of 'data' has the class number -1; expected a number from 0.",
            Refused(() => Dataset.From([1, -1], _ => [1f], number => number)), StringComparison.Ordinal);
        Assert.Equal("The rows of 'data' have 1 features, which cannot be read as 2×2: 4 features.",
            Refused(() => Dataset.From([1, 0], _ => [1f], number => number, inputShape: [2, 2])));
        Assert.Throws<ArgumentNullException>(() => Dataset.From((Row[])null!, row => row.Both, row => row.Width));
    }

    private static int[] Labels(Dataset<float> data) => [.. Enumerable.Range(0, data.Count).Select(data.Label)];

    private static string Refused(Func<object> make) => Assert.Throws<DataException>(make).Message;
}
