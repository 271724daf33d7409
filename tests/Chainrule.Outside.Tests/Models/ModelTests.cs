using System.Collections.Concurrent;

namespace Chainrule.Outside.Tests.Models;

/// <summary>A network with its scaling and its names, in memory and in a file.</summary>
public sealed class ModelTests : IDisposable
{
    private static readonly (Trainer<float> Trainer, DataSplit<float> Data) flowers = Flower.Train();

    private readonly Place place = new();

    private static Model<float> Flowers => new(flowers.Trainer.Network, flowers.Trainer.Loss, flowers.Data.Train);

    [Fact]
    public void Features_go_in_as_the_data_holds_them_and_classes_come_out()
    {
        Model<float> model = Flowers;
        Dataset<float> test = flowers.Data.Test!;
        float[] scaled = [.. test.InputTensor()], logits = new float[3];
        int right = 0;
        for (int i = 0; i < test.Count; i++)
        {
            ModelPrediction prediction = model.Predict(Stored(i));
            flowers.Trainer.Network.Predict(scaled.AsSpan(4 * i, 4), logits);
            double sum = logits.Sum(logit => Math.Exp(logit));
            Assert.Equal(logits.Select(logit => Math.Exp(logit) / sum), prediction.Values, (a, b) => Math.Abs(a - b) < 1e-12);
            Assert.Equal(prediction.Values.Max(), prediction.Probability);
            Assert.Equal(test.ClassNames![prediction.ClassIndex], prediction.ClassName);
            if (prediction.ClassIndex == test.Label(i)) right++;
        }
        Assert.InRange((double)right / test.Count, 0.9, 1);
        Assert.Equal(right / (double)test.Count, flowers.Trainer.Evaluate(test).Metrics[0]);
    }

    [Fact]
    public void A_saved_model_needs_nothing_else()
    {
        Flowers.Save(place["flowers.safetensors"]);
        Model<float> loaded = Model.Load(place["flowers.safetensors"]);
        Assert.Equal(Flower.Columns, loaded.Description.ColumnNames!);
        Assert.Equal(["marsh", "meadow", "ridge"], loaded.Description.ClassNames!);
        Assert.Equal(flowers.Trainer.Network.WeightsSha256(), loaded.Network.WeightsSha256());
        Assert.All(Flower.All, flower => Assert.Equal(Flowers.Predict(flower.Sizes).Values, loaded.Predict(flower.Sizes).Values));
        Assert.Equal(Flowers.ToString(), loaded.ToString());
        Assert.Equal("Model of 4 features (sepal_length, sepal_width, petal_length, petal_width), scaled → Linear(16), ReLU(), Linear(3) → "
            + "3 classes (marsh, meadow, ridge) with probabilities; 131 parameters, Single", loaded.ToString());
        loaded.Save(place["again.safetensors"]);
        Assert.Equal(File.ReadAllBytes(place["flowers.safetensors"]), File.ReadAllBytes(place["again.safetensors"]));
        Model<double> wide = Model.Load<double>(place["flowers.safetensors"]);
        Assert.Equal(Flowers.Predict(Flower.All[0].Sizes).Probability, wide.Predict([.. Flower.All[0].Sizes]).Probability, 1e-6);
        Assert.EndsWith("Double", wide.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_samples_are_predicted_as_one_by_one()
    {
        Model<float> model = Flowers;
        float[][] rows = [.. Flower.All.Select(flower => flower.Sizes)];
        ModelPrediction[] many = model.PredictMany(rows);
        Assert.Equal(many.Select(Text), model.PredictMany([.. rows.SelectMany(row => row)]).Select(Text));
        Assert.Equal(rows.Select(row => model.Predict(row).ClassName), many.Select(prediction => prediction.ClassName));
        Assert.All(rows.Zip(many), pair => Assert.Equal(model.Predict(pair.First).Probability, pair.Second.Probability, 1e-6));
    }

    [Fact]
    public void Of_25000_predictions_at_the_same_time_none_is_wrong_and_none_takes_memory()
    {
        Model<float> model = Flowers;
        string[] expected = [.. Flower.All.Select(flower => Text(model.Predict(flower.Sizes)))];
        ConcurrentBag<int> wrong = [];
        Parallel.For(0, 25_000, i =>
        {
            if (Text(model.Predict(Flower.All[i % expected.Length].Sizes)) != expected[i % expected.Length]) wrong.Add(i);
        });
        Assert.Empty(wrong);
        double[] values = new double[3];
        model.Predict(Flower.All[0].Sizes, values);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) model.Predict(Flower.All[i].Sizes, values);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void With_one_output_the_loss_says_where_class_1_begins()
    {
        foreach ((Loss loss, Layer last, float probability) in ((Loss, Layer, float)[])
            [(new BinaryCrossEntropyWithLogits(), new Identity(), 0.731059f), (new BinaryCrossEntropy(), new Sigmoid(), 0.731059f),
                (new Hinge(), new Identity(), float.NaN), (new MeanSquaredError(), new Sigmoid(), float.NaN)])
        {
            Network<float> network = Network.Build<float>([1], [new Linear(1), last]);
            network.Weights[0] = 1;
            Dataset<float> data = Dataset.From([0f, 1f], x => [x], x => x > 0 ? "yes" : "no");
            Model<float> model = new(network, loss, data);
            ModelPrediction high = model.Predict(1f), low = model.Predict(-1f);
            Assert.Equal((1, "yes", 0, "no"), (high.ClassIndex, high.ClassName, low.ClassIndex, low.ClassName));
            Assert.Equal(probability, (float)high.Probability, 1e-6f);
            Assert.Equal(probability, (float)low.Probability, 1e-6f);
            Assert.Equal(loss is Hinge ? 1 : 0.731059, high.Value, 1e-6);
        }
    }

    [Fact]
    public void A_regression_gives_values()
    {
        Network<double> network = Network.Build<double>([1], [new Linear(2)]);
        double[] weights = [2, 3, 0.5, 0];
        weights.CopyTo(network.Weights);
        Dataset<double> data = Dataset.From([0.0, 10.0], x => (double[])[x], x => (double[])[2 * x, 3 * x]);
        Model<double> model = new(network, new MeanSquaredError(), data.Scaled(new FeatureScale { Shift = [1], Divisor = [2] }));
        ModelPrediction prediction = model.Predict(5.0);
        Assert.Equal([4.5, 6], prediction.Values);
        Assert.Equal((-1, null, double.NaN), (prediction.ClassIndex, prediction.ClassName, prediction.Probability));
        Assert.Equal("4.5, 6", prediction.ToString());
        Assert.Contains("has 2 outputs, not 1", Assert.Throws<InvalidOperationException>(() => prediction.Value).Message,
            StringComparison.Ordinal);
        model.Save(place["line.safetensors"]);
        Assert.Equal([4.5, 6], Model.Load<double>(place["line.safetensors"]).Predict(5.0).Values);
        Assert.Equal("Model of 1 features, scaled → Linear(2) → 2 values; 4 parameters, Double", model.ToString());
        network.Weights[0] = double.NaN;
        Assert.Equal("NaN, 6", model.Predict(5.0).ToString());
    }

    [Fact]
    public void What_cannot_be_predicted_is_refused_with_its_name()
    {
        Model<float> model = Flowers;
        const string Takes = "The model takes 4 features (sepal_length, sepal_width, petal_length, petal_width), but ";
        Refuses("features", Takes + "got 3.", () => model.Predict(1, 2, 3));
        Refuses("features", Takes + "got 0.", () => model.Predict());
        Refuses("features", "Feature 2 ('petal_length') is NaN; expected a finite number that Single can hold.",
            () => model.Predict(1, 2, float.NaN, 4));
        Refuses("features", "Feature 0 ('sepal_length') is Infinity once it is scaled; expected a number that Single can hold.",
            () => model.Predict(float.MaxValue, 0, 0, 0));
        Refuses("values", "The model gives 3 values, but there is room for 2.", () => model.Predict([1, 2, 3, 4], new double[2]));
        Refuses("samples", "Feature 1 ('sepal_width') of sample 1 is -Infinity; expected a finite number that Single can hold.",
            () => model.PredictMany([1, 2, 3, 4, 5, float.NegativeInfinity, 7, 8]));
        Refuses("samples", Takes + "sample 1 has 3.", () => model.PredictMany([[1f, 2, 3, 4], [1f, 2, 3]]));
        Refuses("samples", "but got 5 numbers; expected as many for each sample", () => model.PredictMany([1, 2, 3, 4, 5]));
        Refuses("samples", "but got 0 numbers", () => model.PredictMany((float[][])[]));
        Refuses("description", "there are 3 classes, but the network has 2 outputs",
            () => new Model<float>(Network.Build<float>([4], [new Linear(2)]), new CrossEntropy(), flowers.Data.Train));
        Refuses("description", "the scaling is one of 4 features, but the network takes 3",
            () => new Model<float>(Network.Build<float>([3], [new Linear(3)]), new CrossEntropy(), flowers.Data.Train));
    }

    [Fact]
    public void A_file_that_is_no_model_says_what_is_missing()
    {
        flowers.Trainer.Network.Save(place["network.safetensors"]);
        DataException error = Assert.Throws<DataException>(() => Model.Load(place["network.safetensors"]));
        Assert.Contains("the file holds a network, but not what its outputs stand for (chainrule.model)", error.Message,
            StringComparison.Ordinal);
        Model<float> unscaled = Model.Load<float>(place["network.safetensors"], new CrossEntropy());
        Assert.Equal((3, "0"), (unscaled.Description.Classes, unscaled.Description.ClassName(0)));
        Network.Build<float>([4], [new Linear(1)]).Save(place["binary.safetensors"]);
        Assert.All((Loss[])[new BinaryCrossEntropyWithLogits(), new BinaryCrossEntropy(), new Hinge()],
            loss => Assert.Equal(2, Model.Load<float>(place["binary.safetensors"], loss).Description.Classes));
        Assert.Equal(0, Model.Load<float>(place["binary.safetensors"], new MeanSquaredError()).Description.Classes);
        (IReadOnlyList<SafeTensor> tensors, _) = Safetensors.Read(place["network.safetensors"]);
        Safetensors.Write(place["weights.safetensors"], tensors);
        Assert.Contains("the file holds weights but no description of a network (chainrule.network)",
            Assert.Throws<DataException>(() => Model.Load(place["weights.safetensors"])).Message, StringComparison.Ordinal);
        Assert.Contains("the file does not exist", Assert.Throws<DataException>(() => Model.Load(place["none"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_that_could_not_be_loaded_again_is_refused_at_once()
    {
        Network<float> network = Network.Build<float>([2], [new Linear(2)]);
        Refused("a column name is null", new() { ColumnNames = ["a", null!] });
        Refused("a class name is null", new() { Classes = 2, ClassNames = [null!, "b"] });
        Refused("a threshold of NaN make no sense", new() { Classes = 2, Threshold = double.NaN });
        Refused("-1 classes", new() { Classes = -1 });
        Refused("the output function 77", new() { OutputFunction = (OutputFunction)77 });
        Refused("the scaling makes no sense", new() { InputScale = new() { Shift = null!, Divisor = null! } });
        Refused("the scaling makes no sense", new() { InputScale = new() { Shift = [1], Divisor = [1, 2] } });
        Refused("the scaling makes no sense", new() { InputScale = new() { Shift = [double.NaN], Divisor = [1] } });

        void Refused(string message, ModelDescription description) =>
            Refuses("description", message, () => new Model<float>(network, description));
    }

    [Fact]
    public void A_file_that_is_damaged_in_one_bit_predicts_nothing_else()
    {
        Flowers.Save(place["flowers.safetensors"]);
        byte[] whole = File.ReadAllBytes(place["flowers.safetensors"]);
        double[] expected = Flowers.Predict(Flower.All[0].Sizes).Values;
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(place["damaged.safetensors"], damaged);
            try
            {
                Assert.Equal(expected, Model.Load(place["damaged.safetensors"]).Predict(Flower.All[0].Sizes).Values);
            }
            catch (DataException)
            {
                // Most damages are found.
            }
        }
    }

    [Theory]
    [InlineData("chainrule.model", "{}", "cannot be read")]
    [InlineData("chainrule.model", """{"classes":-1,"output_function":"none","probabilities":false,"threshold":0}""", "makes no sense")]
    [InlineData("chainrule.model", """{"classes":4,"output_function":"none","probabilities":false,"threshold":0}""", "3 class names for 4")]
    [InlineData("chainrule.columns", """["a"]""", "1 column names, but the network takes 4 features")]
    [InlineData("chainrule.columns", """["a",null,"c","d"]""", "columns that have no name")]
    [InlineData("chainrule.input_scale", """{"Shift":[1,2],"Divisor":[1,2]}""", "scaling is one of 2 features, but the network takes 4")]
    [InlineData("chainrule.self_test", "{}", "a test of itself that cannot be read")]
    [InlineData("chainrule.weights_sha256", "0", "but the file says 0")]
    [InlineData("chainrule.columns", """["a","b","c","d"]""", "scaling, names and outputs have the SHA-256")]
    [InlineData("chainrule.classes", """["a","b","c"]""", "scaling, names and outputs have the SHA-256")]
    [InlineData("chainrule.input_scale", """{"Shift":[1],"Divisor":[2]}""", "scaling, names and outputs have the SHA-256")]
    public void A_changed_file_is_refused(string key, string text, string message)
    {
        Flowers.Save(place["flowers.safetensors"]);
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> texts) = Safetensors.Read(place["flowers.safetensors"]);
        Assert.Contains(key, texts.Keys);
        Safetensors.Write(place["changed.safetensors"], tensors, new Dictionary<string, string>(texts) { [key] = text });
        Assert.Contains(message, Assert.Throws<DataException>(() => Model.Load(place["changed.safetensors"])).Message,
            StringComparison.Ordinal);
    }

    public void Dispose() => place.Dispose();

    private static float[] Stored(int index)
    {
        float[] x = new float[4];
        flowers.Data.Test!.Scaled((FeatureScale?)null).GatherInputs([index], x);
        return x;
    }

    private static string Text(ModelPrediction prediction) => $"{prediction.ClassName} {prediction.Probability:R} "
        + string.Join(' ', prediction.Values.Select(value => $"{value:R}"));

    private static void Refuses(string argument, string message, Func<object> predict)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(predict);
        Assert.Equal(argument, error.ParamName);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
