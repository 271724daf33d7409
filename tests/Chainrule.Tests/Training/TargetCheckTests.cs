using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Tests.Training;

public class TargetCheckTests
{
    private static readonly TrainingOptions options = new() { Steps = 1 };

    [Fact]
    public void Labels_of_shape_n_1_with_cross_entropy_are_to_be_classes_and_not_one_output() => Refused(Values(0, 1, 2, 0, 1, 2), 3,
        new CrossEntropy(), "CrossEntropy() tells classes apart, but the targets of 'y' are whole numbers (0, 1, 2), one per sample; "
        + "make the targets classes (task: LearningTask.Classes, or labels from 0 of type int), or train with MeanSquaredError() and let "
        + "its last layer have 1.");

    [Fact]
    public void Values_to_predict_with_cross_entropy_call_for_another_loss() => Refused(Values(0.5, 1, 2), 1, new CrossEntropy(),
        "CrossEntropy() tells classes apart, but the targets of 'y' are values to predict, one per sample; train with MeanSquaredError().");

    [Fact]
    public void Targets_of_minus_1_and_1_with_binary_cross_entropy_are_classes_or_call_for_hinge() =>
        Refused(Values(-1, -1, 1, 1), 1, new BinaryCrossEntropyWithLogits(), "Row 0 (from 0) of 'y' has -1 as target value 0, but "
            + "BinaryCrossEntropyWithLogits() takes numbers from 0 to 1; make the targets classes (task: LearningTask.Classes, or "
            + "labels from 0 of type int), or train with Hinge().");

    [Fact]
    public void A_row_is_that_of_the_whole_data_and_not_of_the_part()
    {
        Dataset<double> part = Values(0, 1, 7, 0).Subset([3, 2]);
        Refused(part, 1, new BinaryCrossEntropy(), "Row 2 (from 0) of 'y' has 7 as target value 0");
    }

    [Fact]
    public void Every_part_is_looked_at()
    {
        Trainer<double> trainer = new(Network(1), new Hinge(), new Sgd(0.1));
        foreach (DataSplit<double> data in (DataSplit<double>[])
            [new(Values(0, 1), Values(0, 3)), new(Values(0, 1), Test: Values(0, 3)), new(Values(0, 3))])
            Assert.Contains("Row 1 (from 0) of 'y' has 3 as target value 0",
                Assert.Throws<DataException>(() => trainer.Fit(data, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_outputs_than_classes_are_refused_unless_the_data_has_so_many_classes()
    {
        Dataset<double> data = Classes(10, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        Refused(data, 12, new CrossEntropy(), "'y' has 10 classes ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), but the network "
            + "has 12 outputs; let its last layer have 10, or say that there are 12 classes (WithClasses(12)).");
        new Trainer<double>(Network(12), new CrossEntropy(), new Sgd(0.1)).Fit(new DataSplit<double>(data.WithClasses(12)), options);
        Refused(Classes(2), 3, new BinaryCrossEntropyWithLogits(), "'y' has 2 classes, but the network has 3 outputs; let its last "
            + "layer have 2, or let its last layer have 1, or say that there are 3 classes (WithClasses(3)).");
    }

    [Fact]
    public void Two_classes_take_one_output_or_two_with_losses_that_do_not_compare_them()
    {
        foreach (Loss loss in (Loss[])[new BinaryCrossEntropyWithLogits(), new Hinge(), new MeanSquaredError()])
            foreach (int outputs in (int[])[1, 2])
                Assert.Null(new Trainer<double>(Network(outputs), loss, new Sgd(0.1)).MisfitOf(Classes(2)));
        Refused(Classes(2), 1, new CrossEntropy(),
            "'y' has 2 classes, but the network has 1 output; let its last layer have 2, or train with BinaryCrossEntropyWithLogits().");
    }

    [Fact]
    public void Labels_from_1_to_n_with_n_outputs_are_to_be_classes()
    {
        NdArray inputs = NdArray.Create<double>([1, 2, 3], 3), labels = NdArray.Create<int>([1, 2, 3], 3);
        Refused(Dataset.Create<double>(inputs, labels, name: "y"), 3, new CrossEntropy(), "'y' has 4 classes, but the network has 3 "
            + "outputs; make the targets classes (task: LearningTask.Classes, or labels from 0 of type int), or let its last layer "
            + "have 4.");
        Assert.Null(new Trainer<double>(Network(3), new CrossEntropy(), new Sgd(0.1))
            .MisfitOf(Dataset.Create<double>(inputs, labels, task: LearningTask.Classes)));
    }

    [Fact]
    public void Names_with_one_output_and_a_squared_error_get_an_output_each() => Refused(Classes(3, ["bee", "fly", "wasp"]), 1,
        new MeanSquaredError(), "'y' has 3 classes ('bee', 'fly', 'wasp'), but the network has 1 output; let its last layer have 3.");

    [Fact]
    public void Numbers_with_one_output_and_a_squared_error_are_rather_values() => Refused(Classes(3), 1, new MeanSquaredError(),
        "'y' has 3 classes, but the network has 1 output; make the targets values (task: LearningTask.Regression, or values of a "
        + "floating-point type), or let its last layer have 3.");

    [Fact]
    public void Several_yes_and_no_targets_with_cross_entropy_call_for_a_binary_loss() => Refused(
        Dataset.Create<double>([1, 2], [1], [1, 0, 1, 1], [2], "y"), 2, new CrossEntropy(), "Row 1 (from 0) of 'y' has target values "
        + "that add up to 2, but CrossEntropy() takes numbers from 0 to 1 that add up to 1; train with BinaryCrossEntropyWithLogits().");

    [Fact]
    public void Samples_of_other_classes_are_measured_where_there_is_an_output_for_each()
    {
        Trainer<double> trainer = new(Network(3), new CrossEntropy(), new Sgd(0.1));
        Assert.True(double.IsFinite(trainer.Evaluate(Classes(2)).Loss));
        Assert.Throws<DataException>(() => trainer.Evaluate(Classes(4)));
        Assert.Throws<DataException>(() => trainer.Evaluate(Values(0, 1, 2)));
    }

    [Fact]
    public void Validation_samples_in_which_the_last_class_does_not_occur_are_measured()
    {
        Trainer<double> trainer = new(Network(3), new CrossEntropy(), new Sgd(0.1));
        Assert.Single(trainer.Fit(new DataSplit<double>(Classes(3), Classes(2), Classes(2)), options).Epochs);
        Assert.Throws<DataException>(() => trainer.Fit(new DataSplit<double>(Classes(3), Classes(4)), options));
    }

    [Fact]
    public void Classes_that_are_called_by_other_numbers_get_further_ones()
    {
        NdArray inputs = NdArray.Create<double>([1, 2, 3], 3), labels = NdArray.Create<int>([1, 2, 3], 3);
        Dataset<double> data = Dataset.Create<double>(inputs, labels, name: "y", task: LearningTask.Classes);
        Refused(data, 5, new CrossEntropy(), "say that there are 5 classes (WithClasses(5))");
        Assert.Equal(["1", "2", "3", "4", "5"], data.WithClasses(5).ClassNames);
        new Trainer<double>(Network(5), new CrossEntropy(), new Sgd(0.1)).Fit(new DataSplit<double>(data.WithClasses(5)), options);
    }

    [Fact]
    public void Named_classes_that_rarely_occur_get_an_output_each() => Refused(
        Dataset.Create<double>([1, 2, 3], [1], [0, 1, 2], 100, "y", [.. Enumerable.Range(0, 100).Select(number => $"c{number}")]), 5,
        new CrossEntropy(), "let its last layer have 100.");

    [Fact]
    public void One_class_alone_leaves_nothing_to_tell_apart() => Refused(Dataset.Create<double>([1, 2], [1], [0, 0], 1, "y"), 1,
        new CrossEntropy(), "All samples of 'y' are of one class, which leaves CrossEntropy() nothing to tell apart; say that there are 2 "
        + "classes (WithClasses(2)) and let its last layer have 2.");

    private static Network<double> Network(int outputs) => Chainrule.Layers.Network.Build<double>([1], [new Linear(outputs)], seed: 1);

    private static Dataset<double> Values(params double[] targets) =>
        Dataset.Create([.. targets.Select((_, i) => (double)i)], [1], targets, [1], "y");

    private static Dataset<double> Classes(int classes, IReadOnlyList<string>? names = null) => Dataset.Create<double>(
        [.. Enumerable.Range(0, classes)], [1], [.. Enumerable.Range(0, classes)], classes, "y", names);

    private static void Refused(Dataset<double> data, int outputs, Loss loss, string message)
    {
        Trainer<double> trainer = new(Network(outputs), loss, new Sgd(0.1));
        DataException error = Assert.Throws<DataException>(() => trainer.Fit(new DataSplit<double>(data), options));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
