using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Chainrule.Data;

namespace Chainrule.Cli.Tests;

/// <summary>A mistake in the data is reported with the file, and no run folder remains.</summary>
public class BadDataTests
{
    private static string RecipeFor(string data) => $"""
        name: bad
        data:
          {data}
        model:
          - flatten
          - linear: 2
        loss: cross_entropy
        optimizer: sgd
        training:
          epochs: 1
        """.Replace("optimizer: sgd", "optimizer: { sgd: 0.1 }", StringComparison.Ordinal);

    private static byte[] Idx(int[] shape, byte[] content)
    {
        byte[] file = new byte[4 + 4 * shape.Length + content.Length];
        (file[2], file[3]) = (8, (byte)shape.Length);
        for (int i = 0; i < shape.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), shape[i]);
        content.CopyTo(file, 4 + 4 * shape.Length);
        return file;
    }

    private static byte[] Npy(NdArray array)
    {
        using MemoryStream stream = new();
        Chainrule.Data.Npy.Write(stream, array);
        return stream.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Optimal)) gzip.Write(content);
        return stream.ToArray();
    }

    private static void Refused(string data, (string Name, byte[] Content)[] files, params string[] words)
    {
        using Workplace place = new();
        place.Write("recipe.yaml", RecipeFor(data));
        foreach ((string name, byte[] content) in files) place.Write(name, content);
        place.Refuses(3, ["train", "recipe.yaml", "--out", "out"], words);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public void A_table_that_is_not_there_is_named() => Refused("csv: none.csv", [], "none.csv: there is no such file.");

    [Fact]
    public void An_empty_table_is_refused()
    {
        Refused("csv: a.csv", [("a.csv", [])], "a.csv: the file holds no rows of data.");
        Refused("csv: a.csv", [("a.csv", Text("x,y,class\n"))], "a.csv: the file holds no rows of data.");
    }

    [Fact]
    public void A_table_cut_short_is_refused_with_its_line() =>
        Refused("csv: a.csv", [("a.csv", Text("x,y,class\n1,2,a\n3,4,b\n5,"))], "a.csv: line 4: expected 3 columns, but got 2.");

    [Fact]
    public void A_field_that_is_no_finite_number_is_refused_with_its_line_and_column()
    {
        Refused("csv: a.csv", [("a.csv", Text("x,y,class\n1,2,a\n3,nan,b\n"))],
            "a.csv: line 3, column 2: expected a finite number, but got 'nan' (column 'y').");
        Refused("csv: a.csv", [("a.csv", Text("x,y,z\n1,2,0.5\n3,4,nan\n"))],
            "a.csv: line 3, column 3: the target is 'nan', but in line 2 it is the number 0.5");
    }

    [Fact]
    public void More_classes_than_outputs_are_refused()
    {
        using Workplace place = new();
        place.Write("recipe.yaml", RecipeFor("csv: a.csv"));
        place.Write("a.csv", "1,2,a\n3,4,b\n5,6,c\n");
        place.Refuses(2, ["train", "recipe.yaml", "--out", "out"],
            "recipe.yaml:6:5: model.1: 'a.csv' has 3 classes ('a', 'b', 'c'), but the network has 2 outputs; "
            + "let its last layer have 3.");
    }

    [Fact]
    public void An_idx_file_cut_short_is_refused()
    {
        byte[] labels = Idx([4], [0, 1, 0, 1]);
        const string Data = "idx: { inputs: x.idx, targets: y.idx }";
        Refused(Data, [("x.idx", Idx([4, 2, 2], new byte[10])), ("y.idx", labels)], "x.idx", "announces 16 bytes");
        Refused(Data, [("x.idx", Gzip(Idx([4, 20, 20], new byte[1600]))[..20]), ("y.idx", labels)], "x.idx");
        Refused(Data, [("x.idx", Idx([4, 2, 2], new byte[16])), ("y.idx", Idx([3], [0, 1, 0]))], "4 inputs, but 3 labels");
        Refused(Data, [("x.idx", Idx([0, 2, 2], [])), ("y.idx", Idx([0], []))], "no samples");
        Refused(Data, [("y.idx", labels)], "x.idx: the file does not exist.");
    }

    [Fact]
    public void An_npy_file_cut_short_or_with_nan_is_refused()
    {
        byte[] inputs = Npy(NdArray.Create<float>([1, 2, 3, 4], 2, 2)), targets = Npy(NdArray.Create<int>([0, 1], 2));
        const string Data = "npy: { inputs: x.npy, targets: y.npy }";
        Refused(Data, [("x.npy", inputs[..^3]), ("y.npy", targets)], "x.npy", "announces 16 bytes");
        Refused(Data, [("x.npy", inputs[..20]), ("y.npy", targets)], "x.npy", "header");
        Refused(Data, [("x.npy", Npy(NdArray.Create<float>([1, float.NaN, 3, 4], 2, 2))), ("y.npy", targets)],
            "Sample 0", "NaN", "element 1");
        using Workplace place = new();
        place.Write("recipe.yaml", RecipeFor(Data));
        place.Write("x.npy", inputs);
        place.Write("y.npy", Npy(NdArray.Create<int>([0, -1], 2)));
        place.Refuses(2, ["train", "recipe.yaml", "--out", "out"], "the targets of 'x.npy' are whole numbers (-1, 0)", "say task: classes");
        Refused(Data, [("x.npy", inputs), ("y.npy", Npy(NdArray.Create<double>([0, double.PositiveInfinity], 2)))], "target");
    }

    [Fact]
    public void Labels_of_the_test_part_beyond_those_of_the_training_part_are_refused()
    {
        byte[] inputs = Npy(NdArray.Create<float>([1, 2, 3, 4], 2, 2));
        Refused("npy: { inputs: x.npy, targets: y.npy, test_inputs: x.npy, test_targets: t.npy }",
            [("x.npy", inputs), ("y.npy", Npy(NdArray.Create<int>([0, 1], 2))), ("t.npy", Npy(NdArray.Create<int>([0, 2], 2)))],
            "label 2", "from 0 to 1");
    }

    [Fact]
    public void An_npz_file_cut_short_or_without_the_array_is_refused()
    {
        using MemoryStream stream = new();
        Npz.Write(stream, [KeyValuePair.Create("x", NdArray.Create<float>([1, 2, 3, 4], 2, 2)),
            KeyValuePair.Create("labels", NdArray.Create<int>([0, 1], 2))]);
        byte[] file = stream.ToArray();
        Refused("npz: a.npz", [("a.npz", file)], "a.npz: there is no array 'y'; the file holds x, labels.");
        Refused("npz: { path: a.npz, targets: labels }", [("a.npz", file[..^30])], "a.npz");
        Refused("npz: { path: a.npz, targets: labels }", [("a.npz", file[..40])], "a.npz");
    }

    [Fact]
    public void Where_mnist_is_missing_the_message_says_which_files_to_put_where()
    {
        using Workplace place = new();
        place.Recipe("digits:", "mnist:");
        place.Refuses(3, ["train", "recipe.yaml", "--out", "out", "--data-dir", place["sets"]],
            Path.Combine(place["sets"], "mnist"), "chainrule data fetch mnist",
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
    }

    [Fact]
    public void A_validation_part_that_takes_everything_is_refused()
    {
        using Workplace place = new();
        place.Recipe("validation: 0.2", "validation: 1438");
        place.Refuses(3, ["train", "recipe.yaml", "--out", "out"], "Nothing is left of 'digits' to train on");
    }
}
