using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

/// <summary>What losses mean; what all of them promise is among the contracts.</summary>
public class LossTests
{
    private static readonly Loss[] All =
    [
        new MeanSquaredError(), new SumSquaredError(), new MeanAbsoluteError(), new Huber(), new Huber(0.3), new BinaryCrossEntropy(),
        new BinaryCrossEntropyWithLogits(), new CrossEntropy(), new CrossEntropy { LabelSmoothing = 0.2 }, new CategoricalCrossEntropy(),
            new Hinge(),
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, All.Length)];

    [Theory, MemberData(nameof(Indices))]
    public void A_perfect_prediction_has_the_smallest_loss(int index)
    {
        Loss loss = All[index];
        double scale = loss.Prediction is Prediction.Logits or Prediction.Score ? 50 : 1;
        double[] right = loss is Hinge ? [50, -50] : loss is CrossEntropy { LabelSmoothing: > 0 } ? [Math.Log(9), 0]
            : [scale, loss is BinaryCrossEntropyWithLogits ? -scale : 0];
        double best = loss.Sample<double>(right, [1, 0], []);
        foreach (double wrong in (double[])[0.2, 0.5, 0.8]) Assert.True(loss.Sample<double>([wrong, 1 - wrong], [1, 0], []) > best);
    }

    [Fact]
    public void Parameters_have_bounds()
    {
        Assert.Equal("Huber(0): Delta is 0; expected a number above 0.", Assert.Throws<SpecException>(new Huber(0).Validate).Message);
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

    [Fact]
    public void Each_says_what_makes_probabilities_of_its_outputs()
    {
        Assert.Equal((OutputFunction.None, false, false), Traits(new MeanSquaredError()));
        Assert.Equal((OutputFunction.None, true, false), Traits(new BinaryCrossEntropy()));
        Assert.Equal((OutputFunction.Sigmoid, true, false), Traits(new BinaryCrossEntropyWithLogits()));
        Assert.Equal((OutputFunction.Softmax, true, true), Traits(new CrossEntropy()));
        Assert.Equal((OutputFunction.None, true, true), Traits(new CategoricalCrossEntropy()));
        Assert.Equal((OutputFunction.None, false, false), Traits(new Hinge()));

        static (OutputFunction, bool, bool) Traits(Loss loss) => (loss.OutputFunction, loss.GivesProbabilities, loss.ComparesClasses);
    }

    private static (Prediction, double) Kind(Loss loss) => (loss.Prediction, loss.Threshold);
}
