using System.Numerics;
using System.Reflection;
using System.Text.Json.Serialization;
using Chainrule.Kernels;
using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

/// <summary>What every loss promises.</summary>
public class LossTests
{
    private static readonly Loss[] All =
    [
        new MeanSquaredError(), new SumSquaredError(), new MeanAbsoluteError(), new Huber(), new Huber(0.3), new BinaryCrossEntropy(),
        new BinaryCrossEntropyWithLogits(), new CrossEntropy(), new CrossEntropy { LabelSmoothing = 0.2 }, new CategoricalCrossEntropy(), new Hinge(),
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, All.Length)];

    [Fact]
    public void Every_loss_is_among_those_tested_here() =>
        Assert.Equal(typeof(Loss).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(line => line.DerivedType).ToHashSet(), [.. All.Select(loss => loss.GetType())]);

    [Theory, MemberData(nameof(Indices))]
    public void The_gradient_is_that_of_central_differences(int index)
    {
        Loss loss = All[index];
        RandomStream random = new(7, RandomPurpose.GradientCheck, (ulong)index);
        const int batch = 4, outputs = 3;
        double[] prediction = new double[batch * outputs], target = new double[batch * outputs], gradient = new double[batch * outputs];
        for (int i = 0; i < prediction.Length; i++)
        {
            // Far enough from kinks: errors of size 0.3 or 1 and margins of 0 do not come up with this seed.
            prediction[i] = IsProbability(loss) ? 0.1 + 0.8 * random.NextDouble() : 2 * random.NextNormal();
            target[i] = random.Next(2);
        }
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            Loss reduced = loss with { Reduction = reduction };
            reduced.Evaluate(prediction, target, gradient, batch);
            for (int i = 0; i < prediction.Length; i++)
            {
                double at = prediction[i], h = 1e-6;
                prediction[i] = at + h;
                double above = reduced.Evaluate<double>(prediction, target, [], batch);
                prediction[i] = at - h;
                double below = reduced.Evaluate<double>(prediction, target, [], batch);
                prediction[i] = at;
                double numeric = (above - below) / (2 * h);
                Assert.True(Math.Abs(gradient[i] - numeric) <= 1e-6 * Math.Max(1e-3, Math.Abs(gradient[i]) + Math.Abs(numeric)), $"{loss} at {at}: {gradient[i]} against {numeric}");
            }
        }
    }

    [Theory, MemberData(nameof(Indices))]
    public void Value_and_gradient_are_finite_at_the_extremes_in_double_precision(int index) => CheckExtremes<double>(All[index]);

    [Theory, MemberData(nameof(Indices))]
    public void Value_and_gradient_are_finite_at_the_extremes_in_single_precision(int index) => CheckExtremes<float>(All[index]);

    private static void CheckExtremes<T>(Loss loss) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] values = IsProbability(loss) ? [0, 1, 1e-45, 1e-30, 1e-12, 1 - 6e-8, 1 - 1e-16, 0.5] : [-1000, 1000, 0, -0.0, 1e-45, -88.8, 88.8, 745.2];
        foreach (double first in values)
            foreach (double second in values)
                foreach (T t in (T[])[T.Zero, T.One, T.CreateTruncating(0.25)])
                {
                    T[] gradient = new T[2];
                    T value = loss.Sample([T.CreateTruncating(first), T.CreateTruncating(second)], [t, T.One - t], gradient);
                    Assert.True(T.IsFinite(value) && value >= T.Zero && T.IsFinite(gradient[0]) && T.IsFinite(gradient[1]), $"{loss} of {first}, {second} for {t}: {value}");
                }
    }

    [Theory, MemberData(nameof(Indices))]
    public void A_prediction_that_is_no_number_gives_a_loss_that_is_none(int index)
    {
        foreach (int place in (int[])[0, 1, 2])
        {
            double[] prediction = [0.25, 0.5, 0.25];
            prediction[place] = double.NaN;
            Assert.True(double.IsNaN(All[index].Evaluate<double>(prediction, [1, 1, 1], new double[3], 1)));
        }
    }

    [Theory, MemberData(nameof(Indices))]
    public void The_sum_is_the_mean_times_the_batch(int index)
    {
        double[] prediction = [0.1, 0.7, 0.2, 0.4, 0.3, 0.3], target = [0, 1, 0, 1, 0, 0], mean = new double[6], sum = new double[6];
        double meanLoss = (All[index] with { Reduction = Reduction.Mean }).Evaluate(prediction, target, mean, 2);
        double sumLoss = (All[index] with { Reduction = Reduction.Sum }).Evaluate(prediction, target, sum, 2);
        Assert.Equal(sumLoss, 2 * meanLoss, 1e-15);
        for (int i = 0; i < 6; i++) Assert.Equal(sum[i], 2 * mean[i], 1e-15);
    }

    [Theory, MemberData(nameof(Indices))]
    public void A_perfect_prediction_has_the_smallest_loss(int index)
    {
        Loss loss = All[index];
        double scale = loss.Prediction is Prediction.Logits or Prediction.Score ? 50 : 1;
        double[] right = loss is Hinge ? [50, -50] : loss is CrossEntropy { LabelSmoothing: > 0 } ? [Math.Log(9), 0] : [scale, loss is BinaryCrossEntropyWithLogits ? -scale : 0];
        double best = loss.Sample<double>(right, [1, 0], []);
        foreach (double wrong in (double[])[0.2, 0.5, 0.8]) Assert.True(loss.Sample<double>([wrong, 1 - wrong], [1, 0], []) > best);
    }

    [Fact]
    public void A_shape_mismatch_names_both_sizes_and_a_remedy()
    {
        ShapeException error = Assert.Throws<ShapeException>(() => new MeanSquaredError().Evaluate<double>(new double[6], new double[2], [], 2));
        Assert.Equal("MeanSquaredError() got 6 predictions, 2 targets and room for 0 gradients for a batch of 2; predictions and targets must have the same shape. "
            + "A loss never broadcasts: reshape the targets.", error.Message);
        Assert.Throws<ShapeException>(() => new Hinge().Evaluate<float>(new float[6], new float[6], new float[3], 2));
        Assert.Throws<ShapeException>(() => new Hinge().Evaluate<float>(new float[6], new float[6], [], 4));
        Assert.Throws<ShapeException>(() => new Hinge().Evaluate<float>(new float[6], new float[6], [], 0));
    }

    [Fact]
    public void Parameters_have_bounds()
    {
        Assert.Equal("Huber(0): delta is 0; expected a number above 0.", Assert.Throws<SpecException>(new Huber(0).Validate).Message);
        Assert.Throws<SpecException>(new CrossEntropy { LabelSmoothing = -0.1 }.Validate);
        Assert.Throws<SpecException>(new CrossEntropy { LabelSmoothing = 1.1 }.Validate);
        foreach (Loss loss in All) loss.Validate();
    }

    [Fact]
    public void Each_says_what_it_takes_its_predictions_for()
    {
        Assert.Equal((Prediction.Value, 0.5), Kind(new MeanSquaredError()));
        Assert.Equal((Prediction.Value, 0.5), Kind(new SumSquaredError()));
        Assert.Equal((Prediction.Probability, 0.5), Kind(new BinaryCrossEntropy()));
        Assert.Equal((Prediction.Score, 0), Kind(new BinaryCrossEntropyWithLogits()));
        Assert.Equal((Prediction.Logits, 0.5), Kind(new CrossEntropy()));
        Assert.Equal((Prediction.Distribution, 0.5), Kind(new CategoricalCrossEntropy()));
        Assert.Equal((Prediction.Score, 0), Kind(new Hinge()));
    }

    private static (Prediction, double) Kind(Loss loss) => (loss.Prediction, loss.Threshold);

    private static bool IsProbability(Loss loss) => loss.Prediction is Prediction.Probability or Prediction.Distribution;
}
