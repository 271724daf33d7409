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
        "Train accuracy by epoch: mean over 3 seeds; the band is ± one standard deviation. Some runs ended earlier than others: a, 1 of 3 "
            + "after epoch 2; "
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
}
