using Chainrule.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Tests.Data;

namespace Chainrule.Lab.Tests.Runs;

/// <summary>What the tool says where data, network and loss do not fit together: at the place of the change, in the words of
/// recipes.</summary>
public sealed class RecipeAdviceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Labels_of_shape_n_1_with_cross_entropy()
    {
        Arrays(NdArray.Create<long>([0, 1, 2, 0, 1, 2], 6, 1));
        Refused("[{ linear: 3 }]", "cross_entropy", "r.yaml:2:9: data: CrossEntropy() tells classes apart, but the targets of 'x.npy' "
            + "are whole numbers (0, 1, 2), one per sample; say task: classes, or take mean_squared_error and let its last layer have 1.");
    }

    [Fact]
    public void Labels_of_a_floating_point_type()
    {
        Arrays(NdArray.Create<float>([0, 1, 2, 0, 1, 2], 6));
        Refused("[{ linear: 4 }]", "cross_entropy", "data: CrossEntropy() tells classes apart, but the targets of 'x.npy' are whole "
            + "numbers (0, "
            + "1, 2), one per sample; say class_names: 4, or say task: classes and let its last layer have 3, or take "
            + "mean_squared_error and "
            + "let its last layer have 1.");
    }

    [Fact]
    public void Labels_from_1_to_n()
    {
        Arrays(NdArray.Create<int>([1, 2, 3, 1, 2, 3], 6));
        Refused("[{ linear: 3 }]", "cross_entropy",
            "data: 'x.npy' has 4 classes, but the network has 3 outputs; say task: classes, or let its last layer have 4.");
    }

    [Fact]
    public void Values_to_predict_leave_accuracy_nothing_to_measure()
    {
        folder.Write("t.csv", "x,y\n-2,-1.5\n-1,-1\n1,2.5\n2,1\n");
        Assert.EndsWith("take mean_squared_error and let its last layer have 1 and write r_squared in place of accuracy.",
            Assert.Throws<DocumentException>(() => Load("[{ linear: 2 }]", "cross_entropy", "csv: t.csv", "metrics: [accuracy]\n")).Message,
            StringComparison.Ordinal);
        Load("[{ linear: 1 }]", "mean_squared_error", "csv: t.csv", "metrics: [r_squared]\n");
    }

    [Fact]
    public void Targets_of_minus_1_and_1_with_a_binary_loss()
    {
        folder.Write("t.csv", "x,k\n-2,-1\n-1,-1\n1,1\n2,1\n");
        Refused("[{ linear: 1 }]", "binary_cross_entropy_with_logits", "r.yaml:2:9: data: Row 0 (from 0) of 't.csv' has -1 as target "
            + "value 0, "
            + "but BinaryCrossEntropyWithLogits() takes numbers from 0 to 1; say task: classes, or take hinge.", "csv: t.csv");
    }

    [Fact]
    public void Classes_are_called_by_their_names()
    {
        folder.Write("adult.csv", "x,k\n1,<=50K\n2,>50K\n3,<=50K.\n4,>50K.\n");
        Refused("[{ linear: 2 }]", "cross_entropy", "r.yaml:3:11: model.0: 'adult.csv' has 4 classes ('<=50K', '<=50K.', '>50K', "
            + "'>50K.'), but the network has 2 outputs; let its last layer have 4.", "csv: adult.csv");
    }

    [Fact]
    public void Rows_without_pixels_before_a_convolution()
    {
        Arrays(NdArray.Create<int>([0, 1, 0, 1, 0, 1], 6), NdArray.Create(new float[6 * 64], 6, 64));
        Refused("[{ conv2d: 2 }, flatten, { linear: 2 }]", "cross_entropy", "model.0: layer 0, Conv2d(2), expects 3 dimensions "
            + "[channels, "
            + "height, width], but got 64. The shapes up to there: input 64. Take linear layers for rows of features. If a row is a "
            + "picture, say "
            + "reshape: [1, 8, 8] in the data.");
    }

    [Fact]
    public void Pictures_with_their_channels_last_before_a_convolution()
    {
        Arrays(NdArray.Create<int>([0, 1, 0, 1, 0, 1], 6), NdArray.Create(new float[6 * 75], 6, 5, 5, 3));
        Refused("[{ conv2d: 2 }, flatten, { linear: 2 }]", "cross_entropy", "r.yaml:2:9: data: the inputs of 'x.npy' are of shape "
            + "5×5×3, which "
            + "looks like pictures of 5×5 pixels with their channels last, but Conv2d(2) takes [channels, height, width]; say layout: "
            + "channels_last, or, if there are 5 channels, layout: channels_first.");
        Load("[flatten, { linear: 2 }]", "cross_entropy");
        Load("[{ conv2d: 2 }, flatten, { linear: 2 }]", "cross_entropy", "npy: { inputs: x.npy, targets: y.npy, layout: channels_first }");
    }

    [Fact]
    public void A_source_that_has_no_task_is_not_told_to_say_one() => Refused("[{ linear: 2 }]", "cross_entropy",
        "loss: CrossEntropy() tells classes apart, but the targets of 'plane' are values to predict, one per sample; take "
            + "mean_squared_error "
        + "and let its last layer have 1.", "plane");

    private void Arrays(NdArray targets, NdArray? inputs = null)
    {
        Npy.Write(folder["x.npy"], inputs ?? NdArray.Create<float>([1, 2, 3, 4, 5, 6], 6, 1));
        Npy.Write(folder["y.npy"], targets);
    }

    private void Refused(string model, string loss, string message, string data = "npy: { inputs: x.npy, targets: y.npy }") =>
        Assert.Contains(message, Assert.Throws<DocumentException>(() => Load(model, loss, data)).Message, StringComparison.Ordinal);

    private void Load(string model, string loss, string data = "npy: { inputs: x.npy, targets: y.npy }", string more = "")
    {
        RecipeDocument document = RecipeReader.Parse($"name: t\ndata: {{ {data} }}\nmodel: {model}\nloss: {loss}\n"
            + $"optimizer: {{ sgd: 0.1 }}\ntraining: {{ epochs: 1, batch_size: 2 }}\n{more}", folder["r.yaml"]);
        Experiment<float>.TrainerOf(document, Experiment<float>.Load(document, new RunAccess()), threads: 1);
    }
}
