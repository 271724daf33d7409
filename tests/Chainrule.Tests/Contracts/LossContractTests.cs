using System.Numerics;
using Chainrule.Losses;

namespace Chainrule.Tests.Contracts;

/// <summary>What every loss promises. Gradients are proved in <see cref="GradientContractTests"/>.</summary>
public class LossContractTests
{
    public static TheoryData<string> Names => [.. Subjects.Losses.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Value_and_gradient_are_finite_at_the_extremes_in_double_precision(string name) =>
        CheckExtremes<double>(Subjects.Losses[name]);

    [Theory, MemberData(nameof(Names))]
    public void Value_and_gradient_are_finite_at_the_extremes_in_single_precision(string name) =>
        CheckExtremes<float>(Subjects.Losses[name]);

    private static void CheckExtremes<T>(Loss loss) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] values = IsProbability(loss)
            ? [0, 1, 1e-45, 1e-30, 1e-12, 1 - 6e-8, 1 - 1e-16, 0.5]
            : [-1e4, -1000, 1000, 1e4, 0, -0.0, 1e-45, -88.8, 88.8, 745.2];
        foreach (double first in values)
            foreach (double second in values)
                foreach (T t in (T[])[T.Zero, T.One, T.CreateTruncating(0.25)])
                {
                    T[] gradient = new T[2];
                    T value = loss.Sample([T.CreateTruncating(first), T.CreateTruncating(second)], [t, T.One - t], gradient);
                    Assert.True(T.IsFinite(value) && value >= T.Zero && T.IsFinite(gradient[0]) && T.IsFinite(gradient[1]),
                        $"{loss} of {first}, {second} for {t}: {value}");
                }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_prediction_that_is_no_number_gives_a_loss_that_is_none(string name)
    {
        foreach (int place in (int[])[0, 1, 2])
        {
            double[] prediction = [0.25, 0.5, 0.25];
            prediction[place] = double.NaN;
            Assert.True(double.IsNaN(Subjects.Losses[name].Evaluate<double>(prediction, [1, 1, 1], new double[3], 1)));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_sum_is_the_mean_times_the_batch(string name)
    {
        double[] prediction = [0.1, 0.7, 0.2, 0.4, 0.3, 0.3], target = [0, 1, 0, 1, 0, 0], mean = new double[6], sum = new double[6];
        double meanLoss = (Subjects.Losses[name] with { Reduction = Reduction.Mean }).Evaluate(prediction, target, mean, 2);
        double sumLoss = (Subjects.Losses[name] with { Reduction = Reduction.Sum }).Evaluate(prediction, target, sum, 2);
        Assert.Equal(sumLoss, 2 * meanLoss, 1e-15);
        for (int i = 0; i < 6; i++) Assert.Equal(sum[i], 2 * mean[i], 1e-15);
    }

    [Theory, MemberData(nameof(Names))]
    public void Predictions_and_targets_of_different_shapes_are_never_broadcast(string name)
    {
        Loss loss = Subjects.Losses[name];
        Check(predictions: 6, targets: 2, gradients: 0, batch: 2);
        Check(predictions: 2, targets: 6, gradients: 2, batch: 2);
        Check(predictions: 6, targets: 1, gradients: 6, batch: 1);
        Check(predictions: 6, targets: 6, gradients: 3, batch: 2);
        Check(predictions: 6, targets: 6, gradients: 0, batch: 4);
        Check(predictions: 6, targets: 6, gradients: 0, batch: 0);

        void Check(int predictions, int targets, int gradients, int batch)
        {
            ShapeException error = Assert.Throws<ShapeException>(() =>
                loss.Evaluate<double>(new double[predictions], new double[targets], new double[gradients], batch));
            Assert.Equal($"{loss} got {predictions} predictions, {targets} targets and room for {gradients} "
                + $"gradients for a batch of {batch}; "
                + "predictions and targets must have the same shape. A loss never broadcasts: reshape the targets.", error.Message);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_loss_asked_for_no_gradient_has_the_same_value(string name)
    {
        double[] prediction = [0.1, 0.7, 0.2, 0.4, 0.3, 0.3], target = [0, 1, 0, 1, 0, 0];
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            Loss loss = Subjects.Losses[name] with { Reduction = reduction };
            Assert.Equal(loss.Evaluate<double>(prediction, target, new double[6], 2), loss.Evaluate<double>(prediction, target, [], 2));
        }
    }

    private static bool IsProbability(Loss loss) => loss.Prediction is Prediction.Probability or Prediction.Distribution;
}
