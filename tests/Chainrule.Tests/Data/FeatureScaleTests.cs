using Chainrule.Data;

namespace Chainrule.Tests.Data;

public class FeatureScaleTests
{
    [Fact]
    public void Standardizing_gives_each_feature_mean_zero_and_deviation_one()
    {
        Dataset<double> data = Generators.Blobs<double>(500, 3, 4);
        double[] values = data.Scaled(FeatureScale.Fit(data, Scaling.Standardize)).InputTensor().ToArray();
        for (int feature = 0; feature < 4; feature++)
        {
            double[] column = [.. Enumerable.Range(0, 500).Select(i => values[4 * i + feature])];
            Assert.Equal(0, column.Average(), 1e-12);
            Assert.Equal(1, column.Average(value => value * value), 1e-12);
        }
    }

    [Fact]
    public void A_constant_feature_becomes_zero()
    {
        // The mean of ten times 0.1 is not 0.1 in binary: a deviation computed from it would be tiny but not zero.
        double[] inputs = [.. Enumerable.Range(0, 10).SelectMany(i => new[] { 0.1, i })];
        Dataset<double> data = Dataset.Create(inputs, [2], new int[10], 1);
        FeatureScale scale = FeatureScale.Fit(data, Scaling.Standardize);
        Assert.Equal((0.1, 1), (scale.Shift[0], scale.Divisor[0]));
        Assert.Equal(0, data.Scaled(scale).InputTensor().ToArray()[0]);
    }

    [Fact]
    public void Unit_scaling_divides_bytes_by_255_and_digits_by_16_and_spreads_other_data()
    {
        Dataset<float> bytes = Dataset.FromBytes<float>([3, 4], [1], [0, 0], 1),
            numbers = Dataset.Create<float>([-3, 1, 2, 5], [2], [0, 0], 1);
        Assert.Equal((0, 255), Global(FeatureScale.Fit(bytes, Scaling.Unit)));
        Assert.Equal((0, 16), Global(FeatureScale.Fit(Digits.Load<float>(), Scaling.Unit)));
        Assert.Equal((-3, 8), Global(FeatureScale.Fit(numbers, Scaling.Unit)));
        Assert.Equal([0, 0.5f, 0.625f, 1], numbers.Scaled(FeatureScale.Fit(numbers, Scaling.Unit)).InputTensor().ToArray());
        Assert.Equal((0, 1), Global(FeatureScale.Fit(numbers, Scaling.None)));
    }

    [Fact]
    public void A_scale_is_fitted_on_stored_values_and_replaces_an_earlier_one()
    {
        Dataset<float> data = Dataset.Create<float>([0, 4], [1], [0, 0], 1);
        FeatureScale scale = FeatureScale.Fit(data, Scaling.Unit);
        Dataset<float> scaled = data.Scaled(scale);
        Assert.Equal(Global(scale), Global(FeatureScale.Fit(scaled, Scaling.Unit)));
        Assert.Equal([0, 1], scaled.Scaled(scale).InputTensor().ToArray());
        Assert.Equal([0, 4], scaled.Scaled(null).InputTensor().ToArray());
    }

    [Fact]
    public void All_parts_of_a_split_are_scaled_by_the_training_part()
    {
        Dataset<float> train = Dataset.Create<float>([0, 4], [1], [0, 0], 1), test = Dataset.Create<float>([8], [1], [0], 1);
        DataSplit<float> split = new DataSplit<float>(train, Test: test).Scaled(Scaling.Unit);
        Assert.Equal([2], split.Test!.InputTensor().ToArray());
        Assert.Same(split.Train.Scale, split.Test.Scale);
    }

    [Fact]
    public void A_scale_that_does_not_fit_is_refused()
    {
        Dataset<float> data = Dataset.Create<float>([1, 2], [2], [0], 1);
        Assert.Contains("3 shifts",
            Assert.Throws<DataException>(() => data.Scaled(new() { Shift = [1, 2, 3], Divisor = [1, 1, 1] })).Message);
        Assert.Throws<DataException>(() => data.Scaled(new() { Shift = [0], Divisor = [0] }));
        Assert.Throws<DataException>(() => data.Scaled(new() { Shift = [double.NaN], Divisor = [1] }));
        Dataset<double> huge = Dataset.Create<double>([double.MaxValue, -double.MaxValue], [1], [0, 0], 1);
        Assert.Contains("too large", Assert.Throws<DataException>(() => FeatureScale.Fit(huge, Scaling.Unit)).Message);
        Assert.Contains("too large", Assert.Throws<DataException>(() => FeatureScale.Fit(huge, Scaling.Standardize)).Message);
    }

    private static (double, double) Global(FeatureScale scale) => (Assert.Single(scale.Shift), Assert.Single(scale.Divisor));
}
