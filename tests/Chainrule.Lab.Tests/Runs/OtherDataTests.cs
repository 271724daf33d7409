using System.Globalization;
using Chainrule.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Tests.Data;
using Chainrule.Models;

namespace Chainrule.Lab.Tests.Runs;

/// <summary>Runs that measure and predict other data than their own.</summary>
public sealed class OtherDataTests : IDisposable
{
    private const string Insects = "x,kind\n0,bee\n1,bee\n5,fly\n6,fly\n10,wasp\n11,wasp\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_class_that_is_missing_in_the_file_measured_is_fine()
    {
        Run run = TrainInsects();
        Assert.Equal(1, Accuracy(run, "x,kind\n0,bee\n1,bee\n10,wasp\n11,wasp\n"));
        Assert.Equal(1, Accuracy(run, "kind,x\nwasp,10\n"));
        Assert.Equal(0, Accuracy(run, "kind,x\nwasp,0\n"));
    }

    [Fact]
    public void A_class_that_the_run_does_not_know_is_refused_or_wrong()
    {
        Run run = TrainInsects();
        const string file = "x,kind\n0,bee\n10,moth\n11,wasp\n5,fly\n";
        Assert.EndsWith("other.csv: line 3, column 2: the class 'moth' is unknown to the run. Valid classes: bee, fly, wasp. Such samples "
            + "count as wrong with --unknown-classes wrong (column 'kind').",
            Assert.Throws<DataException>(() => Accuracy(run, file)).Message, StringComparison.Ordinal);
        RecipeDocument other = Other(file);
        IReadOnlyDictionary<string, double> scores = run.Model.Evaluate(other, 1, takesUnknownClasses: true,
            TestContext.Current.CancellationToken)["train"];
        Assert.Contains("1 of the 4 samples of the train part of 'other.csv' are of classes that the run does not know ('moth'): they "
            + "count as wrong for the accuracy, and all else is measured on the others.", run.Model.Warnings(other));
        IReadOnlyDictionary<string, double> known = run.Model.Evaluate(Other("x,kind\n0,bee\n11,wasp\n5,fly\n", "known"), 1,
            cancellation: TestContext.Current.CancellationToken)["train"];
        Assert.Equal(0.75, scores["accuracy"]);
        Assert.Equal(known["loss"], scores["loss"]);
        IReadOnlyDictionary<string, double> none = run.Model.Evaluate(Other("x,kind\n10,moth\n"), 1, takesUnknownClasses: true,
            TestContext.Current.CancellationToken)["train"];
        Assert.Equal((0, double.NaN), (none["accuracy"], none["loss"]));
    }

    [Theory]
    [InlineData(",", "", "5,1\n")]
    [InlineData(" ", ", delimiter: ' '", "5 1\n")]
    [InlineData(":", ", delimiter: ':', target: 0", "5:1\n")]
    public void A_run_on_a_table_without_a_header_measures_and_predicts(string delimiter, string keys, string file)
    {
        bool isFirst = keys.Contains("target", StringComparison.Ordinal);
        string[][] rows = [["0", "1", "bee"], ["6", "1", "fly"], ["1", "2", "bee"], ["5", "2", "fly"]];
        folder.Write("t.csv", string.Concat(rows.Select(row =>
            string.Join(delimiter, isFirst ? [row[2], row[0], row[1]] : row) + "\n")));
        Run run = Train("places", $"csv: {{ path: t.csv{keys} }}", "[{ linear: 2 }]", "cross_entropy", "", 200);
        folder.Write("p.csv", file);
        Assert.Equal(["fly"], run.PredictFile(folder["p.csv"]).Classes!);
        Assert.Equal(["bee", "fly", "bee", "fly"], run.PredictFile(folder["t.csv"]).Classes!);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(run.Model.Evaluate(null, 1, cancellation: cancellation)["train"],
            run.Model.Evaluate(RecipeReader.Read(folder["places.yaml"]), 1, cancellation: cancellation)["train"]);
    }

    [Fact]
    public void A_hundred_thousand_classes_that_the_run_does_not_know_are_wrong()
    {
        Run run = TrainInsects();
        string file = "x,kind\n0,bee\n" + string.Concat(Enumerable.Range(0, 99_999).Select(i => $"1,moth{i}\n"));
        IReadOnlyDictionary<string, double> scores = run.Model.Evaluate(Other(file), 1, takesUnknownClasses: true,
            TestContext.Current.CancellationToken)["train"];
        Assert.Equal(1e-5, scores["accuracy"], 1e-12);
    }

    [Fact]
    public void Values_are_no_classes_and_classes_are_no_values()
    {
        Run insects = TrainInsects(), values = TrainValues();
        Assert.Contains("the class '0.5' is unknown to the run", Throws(insects, "x,kind\n0,0.5\n1,1.5\n"), StringComparison.Ordinal);
        Assert.Contains("expected a finite number as the target, but got 'bee'; the run predicts values, not classes (column 'y').",
            Throws(values, "age,height,y\n0,0,bee\n"), StringComparison.Ordinal);
        Assert.Contains("the run predicts values, but the recipe of this data says task: classes",
            Throws(values, "age,height,y\n0,0,1\n", ", task: classes"), StringComparison.Ordinal);
        Assert.Contains("the run tells classes apart, but the recipe of this data says task: regression",
            Throws(insects, "x,kind\n0,1\n", ", task: regression"), StringComparison.Ordinal);
        Assert.Contains("The run predicts values, but the train part of 'xor' holds classes.", Assert.Throws<DataException>(
            () => values.Model.Evaluate(Recipe("other", "xor", "[{ linear: 1 }]", "mean_squared_error"), 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_in_another_order_give_the_same_numbers()
    {
        Run run = TrainValues();
        folder.Write("a.csv", "age,height\n1,0\n0.3,0.7\n");
        folder.Write("b.csv", "height,note,age\n0,x,1\n0.7,y,0.3\n");
        Predictions b = run.PredictFile(folder["b.csv"]);
        Assert.Equal(run.PredictFile(folder["a.csv"]).Outputs, b.Outputs);
        Assert.Equal(["The run does not need the column 'note' of 'b.csv', which is ignored."], b.Warnings);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(run.Model.Evaluate(null, 1, cancellation: cancellation)["train"]["loss"],
            run.Model.Evaluate(Other("height,age,y\n0,0,0\n0,1,10\n1,0,-5\n1,1,5\n"), 1, cancellation: cancellation)["train"]["loss"]);
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("float64")]
    public void Seconds_that_are_five_apart_are_told_apart(string precision)
    {
        folder.Write("t.csv", "t,kind\n" + string.Concat(Enumerable.Range(0, 40).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{1700000000 + 5 * i},{(i < 20 ? "lo" : "hi")}\n"))));
        Run run = Train("seconds", "csv: { path: t.csv, scale: standardize }", "[{ linear: 8 }, relu, { linear: 2 }]", "cross_entropy",
            $"precision: {precision}\n", 400);
        Assert.True(run.Summary!.Train["accuracy"] >= 0.95);
        Assert.Equal(1700000005, run.Model.Stored("train", 1)[0]);
        folder.Write("p.csv", "t\n1700000045\n1700000150\n");
        Assert.Equal(["lo", "hi"], run.PredictFile(folder["p.csv"]).Classes!);
    }

    [Theory]
    [InlineData("none", "float32", "csv")]
    [InlineData("unit", "float32", "csv")]
    [InlineData("standardize", "float32", "csv")]
    [InlineData("unit", "float64", "csv")]
    [InlineData("standardize", "float64", "csv")]
    [InlineData("standardize", "float32", "int64")]
    [InlineData("unit", "float32", "float64")]
    [InlineData("standardize", "float64", "int64")]
    [InlineData("unit", "float32", "byte")]
    public void What_is_predicted_for_the_training_rows_is_what_was_measured(string scale, string precision, string kind)
    {
        Random random = new(3);
        long[] numbers = [.. Enumerable.Range(0, 60).Select(_ => kind == "byte" ? random.Next(256) : 16777216 + random.NextInt64(2000))];
        bool isCsv = kind == "csv";
        double Of(long number) => isCsv || kind == "float64" ? number / 7.0 : number;
        string data;
        if (isCsv)
        {
            folder.Write("t.csv", "a,b,c,y\n" + string.Concat(Enumerable.Range(0, 20).Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{Of(numbers[3 * row])},{Of(numbers[3 * row + 1])},{Of(numbers[3 * row + 2])},{row % 7}.5\n"))));
            data = $"csv: {{ path: t.csv, scale: {scale} }}";
        }
        else
        {
            Npy.Write(folder["x.npy"], kind switch
            {
                "int64" => NdArray.Create(numbers, 20, 3),
                "byte" => NdArray.Create(Array.ConvertAll(numbers, number => (byte)number), 20, 3),
                _ => NdArray.Create(Array.ConvertAll(numbers, Of), 20, 3),
            });
            Npy.Write(folder["y.npy"], NdArray.Create([.. Enumerable.Range(0, 20).Select(row => row % 7 + 0.5)], 20, 1));
            data = $"npy: {{ inputs: x.npy, targets: y.npy, scale: {scale} }}";
        }
        Run run = Train("same", data, "[{ linear: 5 }, tanh, { linear: 1 }]", "mean_squared_error", $"precision: {precision}\n", 3);
        double[] measured = run.Model.Outputs(run.Model.Inputs("train", [.. Enumerable.Range(0, 20)]));
        Assert.Equal(measured, run.PredictFile(folder[isCsv ? "t.csv" : "x.npy"]).Outputs);
    }

    [Fact]
    public void A_run_keeps_the_columns_of_its_table()
    {
        Model<float> model = TrainValues().LoadModel<float>();
        TableSchema schema = model.Description.Schema!;
        Assert.Equal(["age", "height"], schema.InputNames!);
        Assert.Equal((new TableColumn("y", 2), 3, ',', true), (schema.Target, schema.Columns, schema.Delimiter, schema.HasHeader));
        Assert.StartsWith("Model of 2 features (age, height) → Linear(1) → 1 value of y;", model.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("3 classes of kind (bee, fly, wasp)", TrainInsects().LoadModel<float>().ToString().Split(" → ")[^1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_of_pictures_are_matched_by_the_names_of_their_classes()
    {
        foreach ((string part, string name, byte shade) in ((string, string, byte)[])[("train", "cat", 0), ("train", "dog", 120),
            ("train", "owl", 250), ("other", "owl", 250), ("wrong", "owl", 250), ("wrong", "fox", 9)])
            folder.Write($"{part}/{name}/1.png", Lab.Plots.PngImage.Encode(2, 2, 1, [shade, shade, shade, shade]));
        Run run = Train("pictures", "images: { path: train, scale: unit }", "[flatten, { linear: 16 }, relu, { linear: 3 }]",
            "cross_entropy", "", 300);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        RecipeDocument Of(string path) => Recipe(path, $"images: {path}", "[flatten, { linear: 3 }]", "cross_entropy");
        Assert.Equal(1, run.Model.Evaluate(Of("other"), 1, cancellation: cancellation)["train"]["accuracy"]);
        Assert.EndsWith("wrong: the class 'fox' is unknown to the run. Valid classes: cat, dog, owl. Such samples count as wrong with "
            + "--unknown-classes wrong.", Assert.Throws<DataException>(
                () => run.Model.Evaluate(Of("wrong"), 1, cancellation: cancellation)).Message, StringComparison.Ordinal);
        Assert.Equal(0.5, run.Model.Evaluate(Of("wrong"), 1, takesUnknownClasses: true, cancellation)["train"]["accuracy"]);
    }

    private Run TrainInsects()
    {
        folder.Write("insects.csv", Insects);
        return Train("insects", "csv: { path: insects.csv, scale: standardize }", "[{ linear: 8 }, relu, { linear: 3 }]", "cross_entropy",
            "", 200);
    }

    private Run TrainValues()
    {
        folder.Write("values.csv", "age,height,y\n0,0,0\n1,0,10\n0,1,-5\n1,1,5\n");
        return Train("values", "csv: { path: values.csv, task: regression }", "[{ linear: 1 }]", "mean_squared_error", "", 5);
    }

    private Run Train(string name, string data, string model, string loss, string more, int epochs)
    {
        RecipeDocument document = Recipe(name, data, model, loss, more, epochs);
        Trainings.Train(document, new RunOptions { Folder = folder[$"runs/{name}"], DataDirectory = folder.Path, Threads = 1 });
        return Run.Open(folder[$"runs/{name}"]);
    }

    private RecipeDocument Other(string file, string name = "other", string more = "")
    {
        folder.Write($"{name}.csv", file);
        return Recipe(name, $"csv: {{ path: {name}.csv{more} }}", "[{ linear: 3 }]", "cross_entropy");
    }

    private RecipeDocument Recipe(string name, string data, string model, string loss, string more = "", int epochs = 1)
    {
        string accuracy = loss == "cross_entropy" ? "metrics: [accuracy]\n" : "";
        folder.Write($"{name}.yaml", $"name: {name}\n{more}data: {{ {data} }}\nmodel: {model}\nloss: {loss}\noptimizer: {{ adam: 0.05 }}\n"
            + $"training: {{ epochs: {epochs}, batch_size: all }}\n{accuracy}");
        if (!data.Contains(':', StringComparison.Ordinal))
            folder.Write($"{name}.yaml", File.ReadAllText(folder[$"{name}.yaml"]).Replace($"{{ {data} }}", data, StringComparison.Ordinal));
        return RecipeReader.Read(folder[$"{name}.yaml"]);
    }

    private double Accuracy(Run run, string file) =>
        run.Model.Evaluate(Other(file), 1, cancellation: TestContext.Current.CancellationToken)["train"]["accuracy"];

    private string Throws(Run run, string file, string more = "") => Assert.Throws<DataException>(
        () => run.Model.Evaluate(Other(file, more: more), 1, cancellation: TestContext.Current.CancellationToken)).Message;
}
