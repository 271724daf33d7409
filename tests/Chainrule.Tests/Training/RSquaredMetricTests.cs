using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Tests.Training;

public class RSquaredMetricTests
{
    // The examples of r2_score in the documentation of scikit-learn, with the values that it gives for them (uniform_average).
    [Theory]
    [InlineData(1, new[] { 3, -0.5, 2, 7 }, new[] { 2.5, 0.0, 2, 8 }, 0.9486081370449679)]
    [InlineData(2, new[] { 0.5, 1, -1, 1, 7, -6 }, new[] { 0, 2, -1, 2, 8, -5.0 }, 0.9368005266622779)]
    [InlineData(1, new[] { 1, 2, 3.0 }, new[] { 1, 2, 3.0 }, 1.0)]
    [InlineData(1, new[] { 1, 2, 3.0 }, new[] { 2, 2, 2.0 }, 0.0)]
    [InlineData(1, new[] { 1, 2, 3.0 }, new[] { 3, 2, 1.0 }, -3.0)]
    [InlineData(1, new[] { -2, -2, -2.0 }, new[] { -2, -2, -2.0 }, 1.0)]
    [InlineData(1, new[] { -2, -2, -2.0 }, new[] { -2, -2, -2 + 1e-8 }, 0.0)]
    public void Values_as_scikit_learn_documents_them(int outputs, double[] targets, double[] predictions, double expected)
    {
        Assert.Equal(expected, Tally(outputs, targets, predictions, targets.Length).Value, 1e-12);
        Assert.Equal(Tally(outputs, targets, predictions, targets.Length).Value, Tally(outputs, targets, predictions, outputs).Value);
    }

    [Fact]
    public void One_sample_has_no_variance() => Assert.Equal(double.NaN, Tally(1, [1], [1], 1).Value);

    [Fact]
    public void Targets_far_from_zero_lose_no_digits()
    {
        double[] targets = [3, -0.5, 2, 7], predictions = [2.5, 0.0, 2, 8];
        const double Far = 1L << 40;
        Assert.Equal(0.9486081370449679,
            Tally(1, [.. targets.Select(value => value + Far)], [.. predictions.Select(value => value + Far)], 4).Value, 1e-9);
    }

    [Fact]
    public void Constant_targets_are_seen_as_such_whatever_they_are()
    {
        double[] targets = [.. Enumerable.Repeat(0.1, 1000)];
        Assert.Equal(1, Tally(1, targets, targets, 1000).Value);
        Assert.Equal(0, Tally(1, targets, [.. targets.Select(value => value + 1)], 1000).Value);
    }

    [Fact]
    public void An_output_that_is_not_a_number_makes_it_none()
    {
        Assert.Equal(double.NaN, Tally(1, [1, 2], [double.NaN, 2], 2).Value);
        Assert.Equal(double.NaN, Tally(1, [1, 1], [double.NaN, 1], 2).Value);
    }

    [Fact]
    public void A_state_is_taken_over_and_cleared()
    {
        MetricTally whole = Tally(1, [3, -0.5, 2, 7], [2.5, 0.0, 2, 8], 4), first = Tally(1, [3, -0.5], [2.5, 0.0], 2),
            second = new RSquaredMetric().CreateTally(new MeanSquaredError(), 1);
        second.Restore(first.State);
        second.Add<double>([2, 8], [2, 7], 2);
        Assert.Equal(whole.Value, second.Value);
        second.Clear();
        Assert.Equal(new double[4], second.State.ToArray());
        Assert.StartsWith("R² of 1 outputs keeps 4 numbers, but the state has 1.",
            Assert.Throws<ArgumentException>(() => second.Restore([1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Accuracy_on_values_to_predict_is_refused_and_R_squared_takes_its_place()
    {
        Dataset<float> prices = Dataset.Create<float>([1, 2, 3, 4], [1], [1, 0, 2.5f, 4], [1], "prices");
        TrainingOptions options = new() { Epochs = 1 };
        const string Refused = "AccuracyMetric() needs classes, but 'prices' holds values to predict, such as 2.5, and MeanSquaredError() "
            + "makes no classes of them; take RSquaredMetric in its place.";
        Trainer<float> trainer = Trainer(new MeanSquaredError(), new AccuracyMetric());
        Assert.Equal(Refused, Assert.Throws<SpecException>(() => trainer.Fit(new DataSplit<float>(prices), options)).Message);
        Assert.Equal(Refused, Assert.Throws<SpecException>(() => trainer.Evaluate(prices)).Message);

        Trainer<float> other = Trainer(new MeanSquaredError(), new RSquaredMetric());
        other.Fit(new DataSplit<float>(prices), options);
        Assert.True(other.Evaluate(prices)["r_squared"] <= 1);
    }

    [Fact]
    public void Accuracy_is_allowed_where_values_are_zeros_and_ones_or_the_loss_makes_classes_of_them()
    {
        Dataset<float> flags = Dataset.Create<float>([1, 2, 3, 4], [1], [1, 0, 1, 1], [1]),
            signs = Dataset.Create<float>([1, 2, 3, 4], [1], [1, -1, 1, 1], [1]);
        Assert.InRange(Trainer(new MeanSquaredError(), new AccuracyMetric()).Evaluate(flags)["accuracy"], 0, 1);
        Assert.InRange(Trainer(new BinaryCrossEntropyWithLogits(), new AccuracyMetric()).Evaluate(flags)["accuracy"], 0, 1);
        Assert.InRange(Trainer(new Hinge(), new AccuracyMetric()).Evaluate(signs)["accuracy"], 0, 1);
    }

    private static Trainer<float> Trainer(Loss loss, Metric metric) =>
        new(Network.Build<float>([1], [new Linear(1)]), loss, new Sgd(0.01)) { Metrics = [metric] };

    private static MetricTally Tally(int outputs, double[] targets, double[] predictions, int batch)
    {
        MetricTally tally = new RSquaredMetric().CreateTally(new MeanSquaredError(), outputs);
        for (int start = 0; start < targets.Length; start += batch)
            tally.Add<double>(predictions.AsSpan(start, batch), targets.AsSpan(start, batch), batch / outputs);
        return tally;
    }
}
