using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Models;
using Chainrule.Onnx.Format;

namespace Chainrule.Onnx.Tests;

/// <summary>A model that is exported takes what it takes and gives what it gives.</summary>
public sealed class ModelTests(OnnxRuntime runtime) : IDisposable
{
    private static readonly string[] columns = ["a", "b", "c", "d"], classes = ["x", "y", "z"];

    private readonly string folder = Directory.CreateTempSubdirectory("chainrule-onnx-").FullName;

    public static TheoryData<Loss, int> Losses => new()
    {
        { new CrossEntropy(), 3 }, { new MeanSquaredError(), 3 }, { new BinaryCrossEntropyWithLogits(), 1 },
    };

    [Theory, MemberData(nameof(Losses))]
    public void ONNX_Runtime_gives_the_values_that_the_model_predicts_for_unscaled_features(Loss loss, int outputs)
    {
        Model<float> model = Of(loss, outputs);
        float[] x = [.. Samples.Inputs<float>(20).Select(value => 100 + 7 * value)];
        model.SaveOnnx(At("model.onnx"));
        (float[] values, int[] shape) = runtime.Run(File.ReadAllBytes(At("model.onnx")), x, 5, 4);
        Assert.Equal([5, outputs], shape);
        double[] expected = [.. model.PredictMany(x).SelectMany(prediction => prediction.Values)];
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, expected.Max(Math.Abs))));
    }

    [Fact]
    public void Names_and_weights_are_in_the_texts_and_the_scaling_only_where_the_graph_has_none()
    {
        Model<float> model = Of(new CrossEntropy(), 3);
        model.SaveOnnx(At("model.onnx"));
        Dictionary<string, string> texts = Texts(At("model.onnx"));
        Assert.Equal("""["a","b","c","d"]""", texts["chainrule.columns"]);
        Assert.Equal("""["x","y","z"]""", texts["chainrule.classes"]);
        Assert.Equal(model.Network.WeightsSha256(), texts["chainrule.weights_sha256"]);
        Assert.Equal("softmax of the last layer's", texts["chainrule.outputs"]);
        Assert.False(texts.ContainsKey("chainrule.input_scale"));
        model.SaveOnnx(At("bare.onnx"), model.ToOnnxOptions(scaling: false, outputFunction: false));
        texts = Texts(At("bare.onnx"));
        Assert.Equal("of the last layer", texts["chainrule.outputs"]);
        Assert.StartsWith("{\"Shift\":[", texts["chainrule.input_scale"], StringComparison.Ordinal);
        float[] scaled = Samples.Inputs<float>(4);
        (float[] logits, _) = runtime.Run(File.ReadAllBytes(At("bare.onnx")), scaled, 1, 4);
        float[] expected = Samples.Predict(model.Network, scaled);
        Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string At(string name) => Path.Combine(folder, name);

    private static Dictionary<string, string> Texts(string path) =>
        ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).MetadataProps.ToDictionary(text => text.Key, text => text.Value);

    private static Model<float> Of(Loss loss, int outputs) =>
        new(Samples.Network<float>([4], new Linear(6), new Tanh(), new Linear(outputs)), new ModelDescription
        {
            InputScale = new() { Shift = [100, 99, 101, 98.7], Divisor = [7, 3, 9, 11] },
            ColumnNames = columns,
            Classes = loss is MeanSquaredError ? 0 : outputs == 1 ? 2 : 3,
            ClassNames = outputs == 3 && loss is CrossEntropy ? classes : null,
        }.ReadBy(loss));
}
