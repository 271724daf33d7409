using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Tests.Training;

public class OutputWarningsTests
{
    [Fact]
    public void A_sigmoid_before_a_loss_with_logits() => Warns(
        "The network ends in Sigmoid, but BinaryCrossEntropyWithLogits applies a sigmoid itself; applied twice, no probability is below "
        + "0.5 or above 0.7311. Leave Sigmoid out, or take BinaryCrossEntropy.",
        new BinaryCrossEntropyWithLogits(), new Linear(1), new Sigmoid());

    [Theory]
    [InlineData("Tanh()", "between -1 and 1", "below 0.2689 or above 0.7311")]
    [InlineData("ReLU()", "never below 0", "below 0.5")]
    [InlineData("Elu(2)", "never below -2", "below 0.1192")]
    [InlineData("Gelu()", "never below -0.17", "below 0.4576")]
    public void Outputs_with_limits_before_a_loss_with_logits(string layer, string outputs, string probability) => Warns(
        $"The network ends in {Layer.Parse(layer).GetType().Name}, whose outputs are {outputs}, but BinaryCrossEntropyWithLogits takes any "
        + $"numbers: no probability is {probability}. Leave {Layer.Parse(layer).GetType().Name} out.",
        new BinaryCrossEntropyWithLogits(), new Linear(1), Layer.Parse(layer));

    // ln(1 + 9/e) = 1.4612
    [Fact]
    public void A_softmax_before_cross_entropy() => Warns(
        "The network ends in Softmax, but CrossEntropy applies a softmax itself; applied twice, it hardly tells classes apart: with 10 "
        + "classes the loss never falls below 1.461. Leave Softmax out, or take CategoricalCrossEntropy.",
        new CrossEntropy(), new Linear(10), new Softmax());

    // ln(1 + 2/e²) = 0.2395
    [Fact]
    public void A_tanh_before_cross_entropy() => Warns(
        "The network ends in Tanh, whose outputs are between -1 and 1, but CrossEntropy takes any numbers: with 3 classes the loss never "
        + "falls below 0.2395. Leave Tanh out.",
        new CrossEntropy(), new Linear(3), new Tanh());

    [Fact]
    public void A_ReLU_before_cross_entropy() => Warns(
        "The network ends in ReLU, whose outputs are never below 0, but CrossEntropy takes any numbers: the score of a class that is wrong "
        + "cannot fall any further. Leave ReLU out.",
        new CrossEntropy(), new Linear(3), new ReLU());

    [Fact]
    public void Several_sigmoids_with_categorical_cross_entropy() => Warns(
        "The network ends in Sigmoid, but CategoricalCrossEntropy takes the probabilities of classes, which add up to 1; these are 3 "
        + "numbers that do not know of each other, and nothing makes those of wrong classes small. Take Softmax in its place; or leave it "
        + "out and take CrossEntropy; or, where a sample may be of several classes, take BinaryCrossEntropy.",
        new CategoricalCrossEntropy(), new Linear(3), new Sigmoid());

    [Theory]
    [InlineData("BinaryCrossEntropy()", "Take Sigmoid in its place.")]
    [InlineData("BinaryCrossEntropyWithLogits()", "Leave Softmax out.")]
    [InlineData("CrossEntropy()", "Leave Softmax out, and let the network have an output for each class.")]
    [InlineData("CategoricalCrossEntropy()", "Let the network have an output for each class.")]
    [InlineData("MeanSquaredError()", "For two classes take Sigmoid in its place; for a number leave it out.")]
    public void A_softmax_over_one_output(string loss, string remedy) => Warns(
        $"The network ends in Softmax over a single output, which is 1 for every sample, so that there is nothing to learn. {remedy}",
        Loss.Parse(loss), new Linear(1), new Softmax());

    [Fact]
    public void A_linear_layer_before_a_loss_of_probabilities() => Warns(
        "The network ends in Linear, whose outputs are any numbers, but BinaryCrossEntropy takes probabilities, and what is outside 0 to 1 "
        + "is none. End the network with Sigmoid, or take BinaryCrossEntropyWithLogits, which takes any numbers.",
        new BinaryCrossEntropy(), new Linear(1));

    [Fact]
    public void A_tanh_before_a_loss_of_probabilities() => Warns(
        "The network ends in Tanh, whose outputs are between -1 and 1, but CategoricalCrossEntropy takes probabilities, and what is "
        + "outside 0 to 1 is none. Take Softmax in its place; or leave it out and take CrossEntropy, which takes any numbers.",
        new CategoricalCrossEntropy(), new Linear(2), new Tanh());

    [Fact]
    public void A_sigmoid_before_the_hinge_loss() => Warns(
        "The network ends in Sigmoid, whose outputs are between 0 and 1, but Hinge takes scores of both signs: the loss of class 0 never "
        + "gets small. Leave Sigmoid out.",
        new Hinge(), new Linear(1), new Sigmoid());

    [Theory]
    [InlineData("Sequential(Linear(10), Softmax())")]
    [InlineData("Sequential(Linear(10), Sequential(Softmax()), Identity())")]
    public void What_counts_is_the_last_layer_wherever_it_is(string layer) =>
        Assert.StartsWith("The network ends in Softmax, but CrossEntropy", Assert.Single(Warnings(new CrossEntropy(),
            Layer.Parse(layer), new Dropout(0.1), new Flatten())), StringComparison.Ordinal);

    [Fact]
    public void Branches_count_with_the_limits_of_all() => Warns(
        "The network ends in Concat, whose outputs are between -1 and 1, but CrossEntropy takes any numbers: with 4 classes the loss never "
        + "falls below 0.3408. End the network with a layer without limits, such as Linear.",
        new CrossEntropy(), new Linear(2), new Concat([new Tanh(), new Sigmoid()]));

    [Theory]
    [InlineData("CrossEntropy()", "Linear(3)")]
    [InlineData("CrossEntropy()", "Sequential(Linear(3), LeakyReLU())")]
    [InlineData("CrossEntropy()", "Sequential(Linear(3), ReLU(), BatchNorm())")]
    [InlineData("CrossEntropy()", "Sequential(Linear(3), Residual(Linear(3), ReLU()))")]
    [InlineData("CrossEntropy()", "Sequential(Linear(3), Concat(Identity(), Sigmoid()))")]
    [InlineData("CrossEntropy()", "Flatten()")]
    [InlineData("CategoricalCrossEntropy()", "Sequential(Linear(3), Softmax())")]
    [InlineData("CategoricalCrossEntropy()", "Concat(Sequential(Linear(2), Softmax()), Sequential(Linear(3), Softmax()))")]
    [InlineData("BinaryCrossEntropy()", "Sequential(Linear(3), Sigmoid())")]
    [InlineData("BinaryCrossEntropy()", "Sequential(Linear(3), Softmax())")]
    [InlineData("BinaryCrossEntropyWithLogits()", "Linear(1)")]
    [InlineData("Hinge()", "Sequential(Linear(1), Tanh())")]
    [InlineData("Hinge()", "Linear(1)")]
    [InlineData("MeanSquaredError()", "Sequential(Linear(3), Sigmoid())")]
    [InlineData("MeanSquaredError()", "Sequential(Linear(1), ReLU())")]
    public void Endings_that_suit_the_loss_give_no_warning(string loss, string layer) =>
        Assert.Empty(Warnings(Loss.Parse(loss), Layer.Parse(layer)));

    [Fact]
    public void Targets_outside_the_limits_of_the_outputs_are_named_with_both()
    {
        Assert.Equal("The network ends in Sigmoid, whose outputs are between 0 and 1, but the targets reach from -0.5 to 25, which it "
            + "cannot reach. Leave Sigmoid out, or scale the targets so that they lie within these limits.", OfTargets(new Sigmoid()));
        Assert.Equal("The network ends in ReLU, whose outputs are never below 0, but the targets reach from -0.5 to 25, which it "
            + "cannot reach. Leave ReLU out, or scale the targets so that they lie within these limits.", OfTargets(new ReLU()));
        Assert.Null(OfTargets(new LeakyReLU()));
        Assert.Null(OfTargets(new Sigmoid(), 0, 1));
        Assert.Null(OfTargets(new Tanh(), -1, 0.5f));
    }

    [Fact]
    public void A_sigmoid_suits_classes_as_zeros_and_ones()
    {
        DataSplit<float> classes = new(Dataset.Create<float>([1, 2], [1], [0, 1], 2));
        Assert.Empty(Trainer(new MeanSquaredError(), new Linear(1), new Sigmoid()).Warnings(classes));
    }

    [Fact]
    public void The_warnings_of_the_data_come_first()
    {
        DataSplit<float> data = new(Dataset.Create<float>([1, 2], [1], [0, 1], 2).WithWarnings("Odd data."));
        Trainer<float> trainer = Trainer(new BinaryCrossEntropyWithLogits(), new Linear(1), new Sigmoid());
        Assert.Equal(["Odd data.", .. trainer.Warnings()], trainer.Warnings(data));
        Assert.Single(trainer.Warnings());
    }

    [Fact]
    public void Layers_and_losses_go_by_the_names_that_are_asked_for() =>
        Assert.StartsWith("The network ends in sigmoid(), but", Assert.Single(
            Trainer(new BinaryCrossEntropyWithLogits(), new Linear(1), new Sigmoid())
                .Warnings(name: spec => spec.ToString().ToLowerInvariant())), StringComparison.Ordinal);

    private static void Warns(string warning, Loss loss, params Layer[] layers) =>
        Assert.Equal(warning, Assert.Single(Warnings(loss, layers)));

    private static IReadOnlyList<string> Warnings(Loss loss, params Layer[] layers) => Trainer(loss, layers).Warnings();

    private static string? OfTargets(Layer last, float low = -0.5f, float high = 25) =>
        Trainer(new Huber(), new Linear(1), last)
            .Warnings(new(Dataset.Create<float>([1, 2, 3], [1], [low, 0.25f, 0.5f], [1]),
                Test: Dataset.Create<float>([1], [1], [high], [1])))
            .SingleOrDefault();

    private static Trainer<float> Trainer(Loss loss, params Layer[] layers) =>
        new(Network.Build<float>([1], layers), loss, new Sgd(0.1));
}
