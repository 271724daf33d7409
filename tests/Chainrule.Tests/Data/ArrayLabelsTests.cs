using Chainrule.Data;

namespace Chainrule.Tests.Data;

public class ArrayLabelsTests
{
    public static TheoryData<NdArray> SameLabels =>
    [
        NdArray.Create<long>([3, 1, 2, 1], 4), NdArray.Create<int>([3, 1, 2, 1], 4), NdArray.Create<short>([3, 1, 2, 1], 4),
        NdArray.Create<sbyte>([3, 1, 2, 1], 4), NdArray.Create<byte>([3, 1, 2, 1], 4), NdArray.Create<ushort>([3, 1, 2, 1], 4),
        NdArray.Create<uint>([3, 1, 2, 1], 4), NdArray.Create<ulong>([3, 1, 2, 1], 4), NdArray.Create<float>([3, 1, 2, 1], 4),
        NdArray.Create<double>([3, 1, 2, 1], 4), NdArray.Create<Half>([(Half)3, (Half)1, (Half)2, (Half)1], 4),
        NdArray.Create<long>([3, 1, 2, 1], 4, 1), NdArray.Create<float>([3, 1, 2, 1], 4, 1),
    ];

    [Theory, MemberData(nameof(SameLabels))]
    public void Labels_from_1_to_n_of_any_type_and_shape_are_classes(NdArray labels)
    {
        Dataset<float> data = Read(labels);
        Assert.Equal(["1", "2", "3"], data.ClassNames!);
        Assert.Equal([2, 0, 1, 0], Enumerable.Range(0, 4).Select(data.Label));
        Assert.Empty(data.Warnings);
    }

    [Fact]
    public void Labels_with_gaps_negative_labels_and_truth_values_are_classes()
    {
        Assert.Equal(["-1", "1"], Read(NdArray.Create<int>([1, -1, 1], 3)).ClassNames!);
        Assert.Equal(["5", "10", "200"], Read(NdArray.Create<double>([200, 5, 10], 3)).ClassNames!);
        Assert.Equal(["0", "1"], Read(NdArray.Create([true, false], 2)).ClassNames!);
        Assert.Equal(["0", "18446744073709551615"], Read(NdArray.Create<ulong>([0, ulong.MaxValue], 2)).ClassNames!);
        Assert.Equal(["9007199254740992", "9007199254740993"],
            Read(NdArray.Create<long>([9007199254740993, 9007199254740992], 2)).ClassNames!);
    }

    [Fact]
    public void What_is_no_whole_number_is_refused_with_its_value_and_row()
    {
        Fails(NdArray.Create<float>([0, 1, 0.5f], 3), "Row 2 (from 0) of 'y' has 0.5 as its label; expected a whole number, since the "
            + "task is to tell classes apart (task: regression predicts values).");
        Fails(NdArray.Create<double>([0, double.NaN], 2), "Row 1 (from 0) of 'y' has NaN as its label");
        Fails(NdArray.Create<double>([double.PositiveInfinity, 0], 2), "Row 0 (from 0) of 'y' has Infinity as its label");
        Fails(NdArray.Create<double>([0, 1e300], 2), "Row 1 (from 0) of 'y' has 1E+300 as its label");
    }

    [Fact]
    public void Several_targets_in_a_row_are_refused_with_the_values_of_the_first() =>
        Fails(NdArray.Create<int>([0, 1, 0, 1, 0, 0, 0, 0], 2, 4), "Row 0 (from 0) of 'y' has 4 targets (0, 1, 0, …), but a class is one "
            + "number; expected targets of shape (2,) or (2, 1), not (2, 4) (task: regression predicts values).");

    [Fact]
    public void One_class_alone_is_refused_unless_the_others_are_named()
    {
        Fails(NdArray.Create<int>([7, 7], 2), "All 2 rows of 'y' are of the class '7'; expected at least two classes.");
        Assert.Equal(["7", "8"], Read(NdArray.Create<int>([7, 7], 2), names: ["7", "8"]).ClassNames!);
        Assert.Equal(["0", "7"], Read(NdArray.Create<int>([7, 7], 2), classes: 2).ClassNames!);
    }

    [Fact]
    public void Names_that_are_numbers_are_the_labels_and_others_are_counted_from_0()
    {
        NdArray labels = NdArray.Create<int>([1, 3, 1], 3);
        Dataset<float> numbered = Read(labels, names: ["3", "2", "1"]), named = Read(labels, names: ["a", "b", "c", "d"]);
        Assert.Equal([2, 0, 2], Enumerable.Range(0, 3).Select(numbered.Label));
        Assert.Equal((4, 1, 3), (named.Classes, named.Label(0), named.Label(1)));
        Fails(() => Read(labels, names: ["1", "2"]), "Row 1 (from 0) of 'y' is of the class '3', which is unknown");
        Fails(() => Read(labels, names: ["a", "b", "c"]), "Row 1 (from 0) of 'y' has the label 3, but the 3 class names 'a', 'b', 'c' are "
            + "for the labels 0 to 2; change the labels, or name the classes by the labels that there are.");
    }

    [Fact]
    public void A_count_adds_the_lowest_numbers_that_do_not_occur()
    {
        Assert.Equal(["0", "1", "2", "3"], Read(NdArray.Create<int>([1, 3, 1], 3), classes: 4).ClassNames!);
        Fails(() => Read(NdArray.Create<int>([1, 3, 5], 3), classes: 2), "'y' has 3 classes ('1', '3', '5'), but 2 are expected.");
    }

    [Fact]
    public void Whole_numbers_are_values_where_the_task_is_regression()
    {
        Dataset<float> data = Dataset.Create<float>(Inputs(3), NdArray.Create<int>([2, 7, 1], 3), task: LearningTask.Regression);
        float[] targets = new float[3];
        data.GatherTargets([0, 1, 2], targets, 1);
        Assert.Equal([2, 7, 1], targets);
        Fails(() => Dataset.Create<float>(Inputs(2), NdArray.Create<int>([2, 7], 2), name: "y", classNames: ["a", "b"],
            task: LearningTask.Regression), "'y' has target values, so it takes no class names");
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, "The labels of 'y' reach from 1 to 3, but the class 0 never occurs. Each takes an output all the same, "
        + "which task: classes saves.")]
    [InlineData(new[] { 1, 1 }, "The labels of 'y' are all 1, but the class 0 never occurs. Each takes an output all the same, "
        + "which task: classes saves.")]
    [InlineData(new[] { 0, 4 }, "The labels of 'y' reach from 0 to 4, but 3 classes never occur: 1, 2, 3. Each takes an output all the "
        + "same, "
        + "which task: classes saves.")]
    [InlineData(new[] { 100, 0 }, "The labels of 'y' reach from 0 to 100, but 99 classes never occur: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …. "
        + "Each "
        + "takes an output all the same, which task: classes saves.")]
    public void Numbers_of_classes_that_never_occur_are_named_in_a_warning(int[] labels, string warning)
    {
        Dataset<float> data = Dataset.Create<float>(Inputs(labels.Length), NdArray.Create(labels, labels.Length), name: "y");
        Assert.Equal(labels.Max() + 1, data.Classes);
        Assert.Equal([warning], data.Warnings);
        Assert.Empty(Dataset.Create<float>(Inputs(labels.Length), NdArray.Create(labels, labels.Length), classes: 101).Warnings);
    }

    [Fact]
    public void Rows_with_class_numbers_that_leave_gaps_are_warned_of()
    {
        Dataset<float> data = Dataset.From((int[])[1, 3, 1], row => [row], row => row, "rows");
        Assert.Equal(["The labels of 'rows' reach from 1 to 3, but 2 classes never occur: 0, 2. Each takes an output all the same, which a "
            + "text as the label, row => row.Label.ToString(), saves."], data.Warnings);
        Assert.Empty(Dataset.From((int[])[1, 3, 1], row => [row], row => row, classNames: ["a", "b", "c", "d"]).Warnings);
    }

    private static NdArray Inputs(int rows) => NdArray.Create(Enumerable.Range(0, rows).Select(row => (float)row).ToArray(), rows, 1);

    private static Dataset<float> Read(NdArray labels, int classes = 0, IReadOnlyList<string>? names = null) =>
        Dataset.Create<float>(Inputs(labels.Shape[0]), labels, classes, null, "y", names, LearningTask.Classes);

    private static void Fails(NdArray labels, string message) => Fails(() => Read(labels), message);

    private static void Fails(Action action, string message) =>
        Assert.Contains(message, Assert.Throws<DataException>(action).Message, StringComparison.Ordinal);
}
