using Chainrule.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Chainrule.Tests.Data;

public class DataSplitTests
{
    private static Dataset<float> Numbered(int count, int classes = 1) =>
        Dataset.Create([.. Enumerable.Range(0, count).Select(i => (float)i)], [1], [.. Enumerable.Range(0, count).Select(i => i % classes)],
            classes);

    private static float[] Values(Dataset<float>? data) => data?.InputTensor().ToArray() ?? [];

    [Fact]
    public void Every_sample_is_in_exactly_one_part() =>
        Prop.ForAll(Gen.Choose(3, 200).Zip(Gen.Choose(0, 1)).ToArbitrary(), pair =>
        {
            (int count, int stratified) = pair;
            DataSplit<float> split = Numbered(count, 3).Split(0.2, 1, seed: (ulong)count, stratified == 1);
            float[] all = [.. Values(split.Train), .. Values(split.Validation), .. Values(split.Test)];
            return split.Test!.Count == 1 && all.Order().SequenceEqual(Values(Numbered(count)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shares_are_counts_or_fractions()
    {
        DataSplit<float> split = Numbered(100).Split(validation: 0.25, test: 10);
        Assert.Equal((65, 25, 10), (split.Train.Count, split.Validation!.Count, split.Test!.Count));
        DataSplit<float> whole = Numbered(100).Split();
        Assert.Equal((100, null, null), (whole.Train.Count, whole.Validation, whole.Test));
        Assert.Equal(1, Numbered(100).Split(validation: 0.001).Validation!.Count);
    }

    [Fact]
    public void The_seed_decides_the_parts_and_parts_keep_their_order()
    {
        float[] first = Values(Numbered(100).Split(0.5, seed: 1).Validation);
        Assert.Equal(first, Values(Numbered(100).Split(0.5, seed: 1).Validation));
        Assert.NotEqual(first, Values(Numbered(100).Split(0.5, seed: 2).Validation));
        Assert.Equal(first.Order(), first);
    }

    [Fact]
    public void Stratified_parts_hold_the_classes_in_proportion()
    {
        Dataset<float> digits = Digits.Load<float>();
        DataSplit<float> split = digits.Split(validation: 0.1, test: 0.2, stratified: true);
        Assert.Equal((359, 180), (split.Test!.Count, split.Validation!.Count));
        for (int label = 0; label < 10; label++)
        {
            Assert.InRange(Count(split.Test, label) - 0.2 * Count(digits, label), -1, 1);
            Assert.InRange(Count(split.Validation, label) - 0.1 * Count(digits, label), -1, 1);
        }

        static int Count(Dataset<float> data, int label) => Enumerable.Range(0, data.Count).Count(i => data.Label(i) == label);
    }

    [Theory]
    [InlineData(10, 0, "Nothing is left")]
    [InlineData(0.5, 0.5, "Nothing is left")]
    [InlineData(-1, 0, "validation part of 'data' is -1")]
    [InlineData(0, 1.5, "test part of 'data' is 1.5")]
    [InlineData(double.NaN, 0, "validation part of 'data' is NaN")]
    [InlineData(1e300, 0, "validation part of 'data' is 1E+300")]
    public void Shares_that_make_no_sense_are_refused(double validation, double test, string message) =>
        Assert.Contains(message, Assert.Throws<DataException>(() => Numbered(10).Split(validation, test)).Message);

    [Fact]
    public void Regression_data_cannot_be_stratified() =>
        Assert.Throws<DataException>(() => Generators.Plane<float>().Split(0.5, stratified: true));

    [Fact]
    public void The_order_of_an_epoch_is_a_permutation_that_depends_on_seed_and_epoch()
    {
        int[] order = new int[1000], again = new int[1000], next = new int[1000];
        Order.Fill(order, 1, 1);
        Order.Fill(again, 1, 1);
        Order.Fill(next, 1, 2);
        Assert.Equal(order, again);
        Assert.NotEqual(order, next);
        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
        long before = GC.GetAllocatedBytesForCurrentThread();
        Order.Fill(order, 1, 3);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
