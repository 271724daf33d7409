using System.Globalization;
using Chainrule.Data;

namespace Chainrule.Cli.Tests;

public class PredictTests(TrainedRun run)
{
    private static readonly Dataset<float> digits = Digits.Load<float>();

    private static float[] Inputs(int count)
    {
        float[] inputs = new float[count * 64];
        digits.GatherInputs([.. Enumerable.Range(0, count)], inputs);
        return inputs;
    }

    [Fact]
    public void Npy_and_csv_give_the_same_predictions_in_both_formats()
    {
        using Workplace place = new();
        float[] inputs = Inputs(40);
        Npy.Write(place["x.npy"], NdArray.Create(inputs, 40, 1, 8, 8));
        place.Write("x.csv", string.Join(',', Enumerable.Range(0, 64).Select(i => $"pixel{i}")) + "\n"
            + string.Concat(inputs.Chunk(64)
                .Select(row => string.Join(',', row.Select(value => value.ToString(CultureInfo.InvariantCulture))) + "\n")));

        string printed = place.Succeeds("predict", run.Folder, "--input", "x.csv").Results;
        Assert.Equal(printed, place.Succeeds("predict", run.Folder, "--input", "x.npy").Results);
        Outcome written = place.Succeeds("predict", run.Folder, "--input", "x.npy", "--output", "y.csv");
        Assert.Equal(("", "40 predictions written to y.csv"), (written.Results, written.Messages.Trim()));
        Assert.Equal(printed, File.ReadAllText(place["y.csv"]));
        place.Succeeds("predict", run.Folder, "--input", "x.csv", "--output", "y.npy");

        string[][] rows = [.. printed.TrimEnd().Split('\n').Select(line => line.Split(','))];
        Assert.Equal(["class", .. Enumerable.Range(0, 10).Select(i => $"{i}")], rows[0]);
        Assert.Equal(40, rows.Length - 1);
        NdArray array = Npy.Read(place["y.npy"]);
        Assert.Equal([40, 10], array.Shape.ToArray());
        Assert.Equal(array.ToDoubles(), rows[1..]
            .SelectMany(row => row[1..].Select(field => double.Parse(field, CultureInfo.InvariantCulture))));
        Assert.All(rows[1..], row => Assert.Equal(1, row[1..].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)), 9));
        Assert.InRange(rows[1..].Index().Count(row => row.Item[0] == $"{digits.Label(row.Index)}"), 28, 40);
    }

    [Fact]
    public void One_sample_may_come_without_a_dimension_for_samples()
    {
        using Workplace place = new();
        Npy.Write(place["x.npy"], NdArray.Create(Inputs(1), 1, 8, 8));
        Assert.Equal(2, place.Succeeds("predict", run.Folder, "--input", "x.npy").Results.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_refused()
    {
        using Workplace place = new();
        place.Write("few.csv", "1,2,3\n");
        place.Write("nan.csv", "1,2,nan\n");
        place.Write("x.txt", "1");
        place.Write("cut.npy", [0x93, (byte)'N']);
        Npy.Write(place["scalar.npy"], NdArray.Create<float>([1]));
        Npy.Write(place["huge.npy"], NdArray.Create<double>([.. Enumerable.Repeat(1e300, 64)], 1, 64));
        Npy.Write(place["nan.npy"], NdArray.Create<float>([.. Enumerable.Repeat(1f, 63), float.NaN], 1, 64));
        foreach ((string file, string message) in ((string, string)[])
            [("few.csv", "few.csv: the file holds an array of [1, 3], but the network takes samples of 1×8×8: 64 numbers each."),
                ("nan.csv", "nan.csv: line 1, column 3: expected a finite number, but got 'nan'."),
                ("x.txt", "x.txt: this is no file of samples; expected .npy, .csv or .png."),
                ("cut.npy", "cut.npy: "),
                ("none.npy", "none.npy: the file does not exist."),
                ("none.csv", "none.csv: there is no such file."),
                ("scalar.npy", "the network takes samples of 1×8×8"),
                ("huge.npy", "more than Single can hold"),
                ("nan.npy", "sample 0 holds NaN as element 63")])
            place.Refuses(3, ["predict", run.Folder, "--input", file, "--output", "y.csv"], message);
    }

    [Fact]
    public void Outputs_that_cannot_be_written_are_refused()
    {
        using Workplace place = new();
        Npy.Write(place["x.npy"], NdArray.Create(Inputs(1), 1, 64));
        place.Refuses(2, ["predict", run.Folder, "--input", "x.npy", "--output", "y.txt"],
            "y.txt is no file for predictions; expected .npy or .csv.");
        place.Refuses(3, ["predict", run.Folder, "--input", "x.npy", "--output", "none/y.npy"],
            "none/y.npy cannot be written: its folder does not exist.");
        place.Refuses(3, ["predict", run.Folder, "--input", "x.npy", "--output", "none/y.csv"],
            "none/y.csv cannot be written: its folder does not exist.");
    }
}
