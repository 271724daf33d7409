using Chainrule.Data;
using Chainrule.Lab.Reports;
using Chainrule.Lab.Runs;
using Chainrule.Losses;

namespace Chainrule.Lab.Tests.Runs;

public class ExaminerTests
{
    private static readonly Dataset<double> Three =
        Dataset.Create<double>([1, 2, 3, 4, 5], [1], (int[])[0, 1, 2, 2, 0], 3, classNames: ["a", "b", "c"]);

    [Fact]
    public void Decisions_are_counted_with_their_probabilities_whatever_the_pieces_they_come_in()
    {
        Examiner<double> whole = new("test", Three, new CrossEntropy(), 3), pieces = new("test", Three, new CrossEntropy(), 3);
        double[] outputs = [5, 0, 0, 0, Math.Log(2), 0, 9, 0, 0, 0, 0, 1, double.NaN, 0, 0];
        whole.Observe(0, outputs);
        pieces.Observe(0, outputs.AsSpan(0, 6));
        pieces.Observe(2, outputs.AsSpan(6));
        foreach (Examination seen in (Examination[])[whole.Result(), pieces.Result()])
        {
            Confusion confusion = seen.Confusion!;
            Assert.Equal(["a", "b", "c"], confusion.Classes);
            Assert.Equal((int[][])[[1, 0, 0], [0, 1, 0], [1, 0, 1]], confusion.Counts);
            Assert.Equal((1, 1, true), (confusion.Undecided, confusion.Mistakes, confusion.IsProbability));
            Assert.Equal(0.5, confusion.Cells.Single(cell => cell is { True: 1, Predicted: 1 }).Samples.Single().Certainty, 1e-12);
            ExaminedSample mistake = confusion.Cells.Single(cell => cell is { True: 2, Predicted: 0 }).Samples.Single();
            Assert.Equal((2, 3f), (mistake.Index, mistake.Inputs.Single()));
            Assert.Equal(1 / (1 + 2 * Math.Exp(-9)), mistake.Certainty, 1e-12);
        }
    }

    [Fact]
    public void A_single_output_is_the_probability_of_the_second_class()
    {
        Dataset<double> data = Dataset.Create<double>([1, 2, 3], [1], (int[])[0, 1, 1], 2);
        foreach ((Loss loss, double[] outputs) in ((Loss, double[])[])[(new BinaryCrossEntropy(), [0.25, 0.75, 0.25]),
            (new BinaryCrossEntropyWithLogits(), [-Math.Log(3), Math.Log(3), -Math.Log(3)])])
        {
            Examiner<double> examiner = new("test", data, loss, 1);
            examiner.Observe(0, outputs);
            Confusion confusion = examiner.Result().Confusion!;
            Assert.Equal((int[][])[[1, 0], [1, 1]], confusion.Counts);
            Assert.All(confusion.Cells, cell => Assert.Equal(0.75, cell.Samples.Single().Certainty, 1e-12));
        }
    }

    [Fact]
    public void Of_many_mistakes_the_most_certain_ones_are_kept_and_of_right_decisions_the_least_certain_ones()
    {
        int count = 1000;
        Dataset<double> data = Dataset.Create(new double[count], [1], [.. Enumerable.Range(0, count).Select(i => i % 2)], 2);
        Examiner<double> examiner = new("test", data, new BinaryCrossEntropy(), 1);
        // All are put into class 1, sample i with the probability 0.5 + i / 2000 + a little.
        examiner.Observe(0, [.. Enumerable.Range(0, count).Select(i => 0.5001 + i / 2001.0)]);
        Confusion confusion = examiner.Result().Confusion!;
        Assert.Equal((int[][])[[0, 500], [0, 500]], confusion.Counts);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => 998 - 2 * i), confusion.Cells.Single(cell => cell.True == 0)
            .Samples.Select(sample => sample.Index));
        Assert.Equal(Enumerable.Range(0, 24).Select(i => 1 + 2 * i), confusion.Cells.Single(cell => cell.True == 1)
            .Samples.Select(sample => sample.Index));
    }

    [Fact]
    public void Targets_are_kept_beside_predictions_and_stay_few()
    {
        int count = 10_000;
        Dataset<double> data = Dataset.Create(new double[count], [1], [.. Enumerable.Range(0, count).Select(i => (double)i)], [1]);
        Examiner<double> examiner = new("test", data, new MeanSquaredError(), 1);
        for (int start = 0; start < count; start += 256)
            examiner.Observe(start, [.. Enumerable.Range(start, Math.Min(256, count - start)).Select(i => i + 0.5)]);
        PredictedTargets targets = examiner.Result().Targets!.Single();
        Assert.Equal(2000, targets.True.Count);
        Assert.All(targets.True.Zip(targets.Predicted), pair => Assert.Equal(0.5, pair.Second - pair.First));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(10, 24)]
    [InlineData(40, 24)]
    public void A_page_shows_some_samples_of_as_many_cells_as_it_has_room_for(int classes, int each)
    {
        ExaminedSample[] samples = [.. Enumerable.Range(0, each).Select(i => new ExaminedSample(i, 0.5, [0]))];
        Confusion confusion = new()
        {
            Classes = [.. Enumerable.Range(0, classes).Select(i => $"{i}")],
            Counts = [.. Enumerable.Range(0, classes).Select(_ => (int[])[.. Enumerable.Repeat(each, classes)])],
            IsProbability = true,
            Cells = [.. Enumerable.Range(0, classes * classes).Select(i => new ConfusionCell(i / classes, i % classes, each, samples))],
        };
        IReadOnlyList<SampleGroup> groups = SampleGroup.Choose(confusion);
        Assert.InRange(groups.Sum(group => group.Shown), 1, SampleGroup.MostOnPage);
        SampleGroup[] wrong = [.. groups.Where(group => group.IsWrong)];
        Assert.True(wrong.Max(group => group.Shown) - wrong.Min(group => group.Shown) <= 1);
        if (classes < 16) Assert.Equal(classes * classes, groups.Count);
        Assert.Contains(groups, group => !group.IsWrong);
    }
}
