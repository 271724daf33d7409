using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Tests.Data;

public sealed class ArrayDataTests : IDisposable
{
    private static readonly NpyData source = new() { Inputs = "x.npy", Targets = "y.npy" };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Labels_from_1_to_n_are_classes_by_their_numbers()
    {
        Write("x", Pictures(1, 2, 2));
        Write("y", NdArray.Create<long>([1, 3, 2, 1], 4, 1));
        Dataset<float> data = Load(source with { Task = LearningTask.Classes });
        Assert.Equal(["1", "2", "3"], data.ClassNames!);
        Assert.Equal([0, 2, 1, 0], Enumerable.Range(0, 4).Select(data.Label));
        Assert.Equal(0, Load(source with { Task = LearningTask.Regression }).Classes);
        Assert.Equal(0, Load(source).Classes);
    }

    [Fact]
    public void Classes_that_do_not_occur_are_named_or_counted()
    {
        Write("x", Pictures(1, 2, 2));
        Write("y", NdArray.Create<int>([0, 2, 2, 0], 4));
        Assert.Equal(["a", "b", "c", "d"], Load(source with { ClassNames = new("a", "b", "c", "d") }).ClassNames!);
        Assert.Equal(["0", "1", "2", "3", "4"], Load(source with { ClassNames = new(5) }).ClassNames!);
        Assert.Empty(Load(source with { ClassNames = new(3) }).Warnings);
        Assert.Equal(["The labels of 'x.npy' reach from 0 to 2, but the class 1 never occurs. Each takes an output all the same, which "
            + "task: "
            + "classes saves."], Load(source).Warnings);
    }

    [Fact]
    public void The_test_part_has_the_classes_of_the_training_part_by_value()
    {
        Write("x", Pictures(1, 2, 2));
        Write("y", NdArray.Create<int>([1, 5, 9, 1], 4));
        Write("tx", NdArray.Create<float>([1, 2, 3, 4], 1, 2, 2));
        Write("ty", NdArray.Create<double>([9], 1));
        NpyData tested = source with { Task = LearningTask.Classes, TestInputs = "tx.npy", TestTargets = "ty.npy" };
        DataSplit<float> parts = tested.Load<float>(folder.Context);
        Assert.Equal((3, 2), (parts.Test!.Classes, parts.Test.Label(0)));
        Write("ty", NdArray.Create<int>([7], 1));
        DataException error = Assert.Throws<DataException>(() => tested.Load<float>(folder.Context));
        Assert.Contains("Row 0 (from 0) of 'x.npy' is of the class '7', which is unknown", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_read_in_another_shape()
    {
        Write("x", NdArray.Create(Enumerable.Range(0, 48).Select(i => (float)i).ToArray(), 4, 12));
        Write("y", NdArray.Create<int>([0, 1, 1, 0], 4));
        Assert.Equal([3, 2, 2], Load(source with { Reshape = [3, 2, 2] }).InputShape);
        DataException error = Assert.Throws<DataException>(() => Load(source with { Reshape = [1, 2, 2] }));
        Assert.Equal("The inputs of 'x.npy' have 12 values each, which reshape cannot read as 1×2×2: 4 values.", error.Message);
    }

    [Fact]
    public void A_shape_that_would_mix_the_axes_of_pictures_is_refused()
    {
        Write("y", NdArray.Create<int>([0, 1, 1, 0], 4));
        Write("x", Pictures(5, 4, 3));
        string message = "The inputs of 'x.npy' are of shape 5×4×3: read as 3×5×4, their rows, columns and channels would be mixed. Leave "
            + "reshape out, and say layout: channels_last where the channels are last; otherwise put the axes of the array into the order "
            + "wanted first.";
        NpyData mixed = source with { Reshape = [3, 5, 4] };
        Assert.Equal(message, Assert.Throws<DataException>(() => Load(mixed)).Message);
        Assert.Equal(message, Assert.Throws<DataException>(() => Load(mixed with { Layout = ChannelLayout.ChannelsLast })).Message);
        Assert.Equal([3, 5, 4], Load(source with { Layout = ChannelLayout.ChannelsLast }).InputShape);
        Assert.Equal([60], Load(source with { Reshape = [60] }).InputShape);
        Write("x", Pictures(5, 4, 1));
        Assert.Equal([1, 5, 4], Load(source with { Reshape = [1, 5, 4] }).InputShape);
        Assert.Throws<DataException>(() => Load(source with { Reshape = [1, 4, 5] }));
    }

    [Fact]
    public void Pictures_to_predict_whose_axes_are_in_another_order_are_refused()
    {
        NdArray last = Pictures(5, 4, 3);
        Write("x", last.ToChannelsFirst());
        Write("y", NdArray.Create<int>([0, 1, 1, 0], 4));
        Runner.Train(RecipeReader.Parse("name: t\ndata: { npy: { inputs: x.npy, targets: y.npy } }\nmodel: [flatten, { linear: 2 }]\n"
            + "loss: cross_entropy\noptimizer: { sgd: 0.1 }\ntraining: { epochs: 1, batch_size: 2 }\n", folder["r.yaml"]),
            new() { Folder = folder["run"] }, TestContext.Current.CancellationToken);
        Run run = Run.Open(folder["run"]);
        Assert.Equal("x.npy: the file holds an array of [4, 5, 4, 3], but the network takes samples of 3×5×4: read as these, rows, columns "
            + "and channels would be mixed; put the axes of the array into that order.",
            Assert.Throws<DataException>(() => run.Predict(last, "x.npy")).Message);
        Predictions predicted = run.Predict(last.ToChannelsFirst(), "x.npy");
        Assert.Equal(predicted.Outputs, run.Predict(last.ToChannelsFirst().Reshape(4, 60), "x.npy").Outputs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Pictures_with_their_channels_last_give_the_bits_of_the_transposed_array(int channels)
    {
        NdArray last = Pictures(2, 3, channels);
        Write("y", NdArray.Create<int>([0, 1, 1, 0], 4));
        Write("x", last.ToChannelsFirst());
        string expected = Load(source).Sha256;
        Write("x", last);
        Dataset<float> data = Load(source with { Layout = ChannelLayout.ChannelsLast });
        Assert.Equal([channels, 2, 3], data.InputShape);
        Assert.Equal(expected, data.Sha256);
        Write("x", last.Reshape(4, 6 * channels));
        Assert.Equal(expected, Load(source with { Layout = ChannelLayout.ChannelsLast, Reshape = [2, 3, channels] }).Sha256);
        DataException error = Assert.Throws<DataException>(() => Load(source with { Layout = ChannelLayout.ChannelsLast }));
        Assert.Contains($"of shape {6 * channels}, but layout: channels_last is for [height, width, channels]", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Predictions_and_other_data_honour_the_layout_and_the_classes_of_the_run()
    {
        NdArray last = Pictures(5, 4, 3);
        Write("x", last);
        Write("y", NdArray.Create<int>([7, 9, 9, 7], 4));
        RecipeDocument Parse(string keys) => RecipeReader.Parse($"name: t\ndata: {{ npy: {{ inputs: x.npy, targets: y.npy{keys} }} }}\n"
            + "model: [{ conv2d: 2 }, flatten, { linear: 2 }]\nloss: cross_entropy\noptimizer: { sgd: 0.1 }\n"
            + "training: { epochs: 3, batch_size: 2 }\nmetrics: [accuracy]\n", folder["r.yaml"]);
        Runner.Train(Parse(", task: classes, layout: channels_last"), new() { Folder = folder["run"] },
            TestContext.Current.CancellationToken);
        Run run = Run.Open(folder["run"]);
        Predictions predicted = run.Predict(last, "x.npy");
        double[] planes = last.ToChannelsFirst().ToDoubles();
        Assert.Equal(run.Model.Predict(NdArray.Create(planes, 4, 3, 5, 4), "planes").Outputs, predicted.Outputs);
        Assert.Equal(["7", "9"], predicted.Columns);
        NdArray one = NdArray.Create(((float[])last.Data)[..60], 5, 4, 3);
        Assert.Equal(predicted.Outputs[..2], run.Predict(one, "x.npy").Outputs);
        Assert.Contains("keeps its channels last (layout: channels_last); expected [samples, 5, 4, 3]",
            Assert.Throws<DataException>(() => run.Predict(last.ToChannelsFirst(), "x.npy")).Message, StringComparison.Ordinal);

        double whole = Score("");
        Write("y", NdArray.Create<int>([9, 9, 9, 9], 4));
        double nines = Score("");
        Write("y", NdArray.Create<int>([7, 7, 7, 7], 4));
        Assert.Equal(1, nines + Score(""), 1e-12);
        Assert.InRange(whole, 0, 1);
        Write("y", NdArray.Create<int>([7, 8, 9, 7], 4));
        Assert.Contains("Row 1 (from 0) of 'x.npy': the class '8' is unknown to the run",
            Assert.Throws<DataException>(() => Score("")).Message, StringComparison.Ordinal);

        double Score(string keys) => run.Model.Evaluate(Parse($", layout: channels_last{keys}"), threads: 1,
            cancellation: TestContext.Current.CancellationToken)["train"]["accuracy"];
    }

    private static NdArray Pictures(int height, int width, int channels) => NdArray.Create(
        Enumerable.Range(0, 4 * height * width * channels).Select(i => i / 7f).ToArray(), 4, height, width, channels);

    private void Write(string name, NdArray array) => Npy.Write(folder[$"{name}.npy"], array);

    private Dataset<float> Load(DataSource data) => data.Load<float>(folder.Context).Train;
}
