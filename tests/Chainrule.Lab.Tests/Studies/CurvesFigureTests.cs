using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Tests.Studies;

public class CurvesFigureTests
{
    private const double Diverged = double.NaN;

    private static readonly double[] whole = [0.5, 0.6, 0.9];

    private static Picture Draw(string plot, double[][] accuracies, double[][][] histories) =>
        Assert.IsType<Picture>(Assert.Single(MadeUpRuns.Draw(plot, accuracies, histories)));

    [Fact]
    public void A_band_of_all_runs_needs_no_remark() =>
        Assert.Equal("Train accuracy by epoch: mean over 2 seeds; the band is ± one standard deviation.",
        Draw("curves: train_accuracy", [[0.9, 0.9], [0.9, 0.9], [0.9, 0.9]], [[whole, whole], [whole, whole], [whole, whole]]).Caption);

    [Fact]
    public void Runs_that_ended_before_others_of_their_arm_are_counted_in_the_caption() => Assert.Equal(
        "Train accuracy by epoch: mean over 3 seeds (but c over 2); the band is ± one standard deviation. Some runs ended earlier than "
            + "others: a, 1 of 3 after epoch 2; "
        + "b, 2 of 3 after epochs 1 to 2, 1 of them diverged; c, 1 of 3 after epoch 0, diverged. Beyond, mean and band are those of the "
        + "rest.",
        Draw("curves: train_accuracy", [[0.9, 0.9, 0.9], [0.9, Diverged, 0.9], [0.9, 0.9, Diverged]],
            [[whole, whole[..2], whole], [whole, whole[..1], whole[..2]], [whole, whole, []]]).Caption);

    [Fact]
    public void What_lies_beyond_the_last_epoch_drawn_plays_no_part() => Assert.DoesNotContain("ended earlier",
        Draw("curves: { measure: train_accuracy, epochs: 2 }", [[0.9, 0.9], [0.9, 0.9], [0.9, 0.9]],
            [[whole, whole[..2]], [whole, whole], [whole, whole]]).Caption, StringComparison.Ordinal);

    [Fact]
    public void An_arm_without_an_epoch_is_named_and_has_no_curve()
    {
        Picture picture = Draw("curves: train_accuracy", [[0.9], [Diverged], [0.9]], [[whole], [[]], [whole]]);
        Assert.EndsWith(" Not drawn, since no run completed an epoch: b.", picture.Caption, StringComparison.Ordinal);
        Assert.Equal(["a", "c"], Assert.IsType<LinePlot>(picture.Plot).Series.Select(series => series.Name));
    }

    [Fact]
    public void A_curve_says_for_how_many_runs_it_stands()
    {
        Picture picture = Draw("curves: train_accuracy", [[0.9, Diverged, Diverged], [0.9, 0.9, 0.9], [0.9, Diverged, 0.9]],
            [[whole, [], []], [whole, whole, whole], [whole, [], whole[..2]]]);
        LinePlot plot = Assert.IsType<LinePlot>(picture.Plot);
        Assert.Equal(["a (1 of 3 runs)", "b", "c (2 of 3 runs)"], plot.Series.Select(series => series.Name));
        Assert.StartsWith("Train accuracy by epoch: mean over 3 seeds (but a over 1, without band; c over 2); the band is ± one standard "
            + "deviation.", picture.Caption, StringComparison.Ordinal);
        Assert.Equal([false, true, true], plot.Series.Select(series => series.Low is not null));
        Assert.Equal([2, 2, 1], plot.Series[2].Runs!);
        string svg = plot.ToSvg();
        foreach (string tip in (string[])[
            "b: epoch 1, train accuracy 0.5, mean of 3 runs<", "c (2 of 3 runs): epoch 2, train accuracy 0.6, mean of 2 runs<",
            "c (2 of 3 runs): epoch 3, train accuracy 0.9, one run<"])
            Assert.Contains(tip, svg, StringComparison.Ordinal);
    }

    [Fact]
    public void An_arm_that_was_never_measured_is_not_said_to_have_no_epoch()
    {
        double[] never = [double.NaN, double.NaN];
        Picture picture = Draw("curves: train_accuracy", [[0.9], [0.9], [0.9]], [[whole], [never], [whole]]);
        Assert.EndsWith(" Not drawn, since no run was measured: b.", picture.Caption, StringComparison.Ordinal);
        Paragraph none = Assert.IsType<Paragraph>(Assert.Single(
            MadeUpRuns.Draw("curves: train_accuracy", [[0.9], [0.9], [0.9]], [[never], [never], [never]])));
        Assert.Equal("There is no curve of train accuracy. Not drawn, since no run was measured: a; b; c.", $"{none.Text}");
    }

    [Fact]
    public void A_bar_says_for_how_many_runs_it_stands()
    {
        Picture picture = Draw("bars: train_accuracy", [[0.9, Diverged, 0.9], [0.9, 0.9, 0.9], [Diverged, Diverged, 0.5]],
            [[whole, whole, whole], [whole, whole, whole], [whole, whole, whole]]);
        BarPlot plot = Assert.IsType<BarPlot>(picture.Plot);
        Assert.Equal(["a (2 of 3 runs)", "b", "c (1 of 3 runs)"], plot.Bars.Select(bar => bar.Name));
        Assert.Equal("Train accuracy: mean over 3 seeds (but a over 2; c over 1, without whisker); the whisker is ± one standard "
            + "deviation. Not drawn: a: 1 of 3 runs diverged; c: 2 of 3 runs diverged.", picture.Caption);
        string svg = plot.ToSvg();
        Assert.Contains("b: 0.9 (0.9 … 0.9), mean of 3 runs<", svg, StringComparison.Ordinal);
        Assert.Contains("c (1 of 3 runs): 0.5, one run<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ended_before_the_epoch_is_told_from_one_that_diverged_and_one_that_was_not_measured()
    {
        double[] gap = [0.5, 0.6, double.NaN];
        Picture picture = Draw("bars: { measure: train_accuracy, epoch: 3 }", [[0.9, Diverged, 0.9, Diverged], [0.9], [0.9]],
            [[whole[..2], whole[..1], gap, gap], [whole], [whole]]);
        Assert.EndsWith("Not drawn: a: 1 of 4 runs diverged, 1 of 4 runs ended before epoch 3, 2 of 4 runs not measured.",
            picture.Caption, StringComparison.Ordinal);
    }
}
