using Chainrule.Data;
using Chainrule.Lab.Plots;

namespace Chainrule.Cli.Tests;

public class PictureTests(TrainedRun run)
{
    private static readonly Dataset<float> digits = Digits.Load<float>();

    [Fact]
    public void Pictures_are_predicted_as_the_numbers_that_they_show()
    {
        using Workplace place = new();
        Directory.CreateDirectory(place["in"]);
        for (int i = 0; i < 10; i++) place.Write($"in/{i}.png", Picture(i));
        string[][] rows = Rows(place.Succeeds("predict", run.Folder, "--input", "in").Results);
        Assert.Equal(["file", "class", .. Enumerable.Range(0, 10).Select(i => $"{i}")], rows[0]);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => Path.Combine("in", $"{i}.png")), rows[1..].Select(row => row[0]));
        float[] inputs = new float[640];
        digits.GatherInputs([.. Enumerable.Range(0, 10)], inputs);
        Npy.Write(place["x.npy"], NdArray.Create(inputs, 10, 1, 8, 8));
        string[][] numbers = Rows(place.Succeeds("predict", run.Folder, "--input", "x.npy").Results);
        Assert.Equal(numbers[1..].Select(row => row[0]), rows[1..].Select(row => row[1]));
        Assert.Equal(rows[1..4].Select(row => row[1..]),
            Rows(place.Succeeds("predict", run.Folder, "--input", "in/0.png", "in/1.png", "in/2.png").Results)[1..]
                .Select(row => row[1..]));
    }

    [Fact]
    public void Dark_on_light_and_other_sizes_are_understood_on_request()
    {
        using Workplace place = new();
        place.Write("plain.png", Picture(3));
        place.Write("inverted.png", Picture(3, invert: true));
        place.Write("large.png", Picture(3, factor: 4));
        string expected = Class("plain.png");
        Assert.Equal(expected, Class("inverted.png", "--invert"));
        Assert.Equal(expected, Class("large.png", "--stretch"));
        place.Refuses(3, ["predict", run.Folder, "--input", "large.png"],
            "large.png: the picture has 32×32 pixels; expected 8×8. With --stretch it would be stretched.");
        place.Refuses(2, ["predict", run.Folder, "--input", "x.csv", "--invert"], "--invert is for pictures.");
        place.Refuses(3, ["predict", run.Folder, "--input", "plain.png", "x.csv"], "x.csv: this is no picture");
        place.Refuses(2, ["predict", run.Folder, "--input", "a.csv", "b.csv"], "Only pictures may be several files");
        place.Refuses(3, ["predict", run.Folder, "--input", "none.png"], "none.png: the file does not exist.");
        Directory.CreateDirectory(place["empty"]);
        place.Refuses(3, ["predict", run.Folder, "--input", "empty"], "empty: the folder holds no PNG files.");

        string Class(string file, params string[] options) =>
            Rows(place.Succeeds(["predict", run.Folder, "--input", file, .. options]).Results)[1][1];
    }

    [Fact]
    public void A_folder_of_pictures_is_trained_on()
    {
        using Workplace place = new();
        for (int i = 0; i < 200; i++)
        {
            Directory.CreateDirectory(place[$"set/class{digits.Label(i)}"]);
            place.Write($"set/class{digits.Label(i)}/{i:000}.png", Picture(i));
        }
        place.Recipe("  digits:\n    validation: 0.2", "  images:\n    path: set\n    test: 0.2");
        Assert.Contains("test ", place.Succeeds("train", "recipe.yaml", "--out", "run", "--set", "training.epochs=30").Results,
            StringComparison.Ordinal);
        Assert.InRange((double)Runs.Summary(place["run"])["train"]!["accuracy"]!, 0.9, 1);
        string[][] zeros = Rows(place.Succeeds("predict", "run", "--input", "set/class0").Results)[1..];
        Assert.InRange(zeros.Count(row => row[1] == "class0"), 0.8 * zeros.Length, zeros.Length);
        Assert.Contains("classes     10: class0, class1", place.Succeeds("data", "show", "recipe.yaml").Results, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_are_shown_as_a_picture()
    {
        using Workplace place = new();
        Assert.Equal("5 samples written to sheet.png",
            place.Succeeds("data", "show", "digits", "--count", "5", "--output", "sheet.png").Messages.Trim());
        RasterImage sheet = Png.Read(place["sheet.png"]);
        Assert.Equal((2 * 68 + 4, 3 * 68 + 4, 1), (sheet.Height, sheet.Width, sheet.Channels));
        float[] first = new float[64];
        digits.Split(test: 0.2, seed: 0, stratified: true).Train.GatherInputs([0], first);
        for (int i = 0; i < 64; i++)
            Assert.Equal((byte)MathF.Round(first[i] / 16 * 255), sheet.Pixels[(4 + i / 8 * 8 + 3) * sheet.Width + 4 + i % 8 * 8 + 3]);
        place.Succeeds("data", "show", "digits", "--count", "5", "--output", "sheet.svg");
        Assert.Equal(5,
            System.Xml.Linq.XDocument.Load(place["sheet.svg"]).Descendants().Count(element => element.Name.LocalName == "image"));
        place.Refuses(2, ["data", "show", "digits", "--output", "sheet.gif"], "sheet.gif is no file for a picture; expected .png or .svg.");
        place.Refuses(3, ["data", "show", "xor", "--output", "xor.png"], "The inputs of 'xor' are 2, which are no pictures");
        place.Refuses(3, ["data", "show", "digits", "--output", "none/sheet.png"],
            "none/sheet.png cannot be written: its folder does not exist.");
    }

    private static string[][] Rows(string text) => [.. text.TrimEnd().Split('\n').Select(line => line.Split(','))];

    /// <summary>A digit as a picture from black to white.</summary>
    private static byte[] Picture(int index, bool invert = false, int factor = 1)
    {
        float[] values = new float[64];
        digits.GatherInputs([index], values);
        int side = 8 * factor;
        byte[] pixels = [.. Enumerable.Range(0, side * side)
            .Select(i => (byte)MathF.Round(values[i / side / factor * 8 + i % side / factor] * 255 / 16))];
        return PngImage.Encode(side, side, 1, invert ? [.. pixels.Select(pixel => (byte)(255 - pixel))] : pixels);
    }
}
