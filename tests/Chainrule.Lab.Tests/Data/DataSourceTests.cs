using Chainrule.Data;
using Chainrule.Lab.Data;

namespace Chainrule.Lab.Tests.Data;

public sealed class DataSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Generated_data_depends_on_the_seed_of_the_recipe_unless_it_has_its_own()
    {
        DataSource free = new LinearData { Samples = 50 }, bound = new LinearData { Samples = 50, Seed = 7 };
        Assert.NotEqual(Hash(free, 1), Hash(free, 2));
        Assert.Equal(Hash(bound, 1), Hash(bound, 2));
        Assert.Equal(Hash(free, 7), Hash(bound, 1));
    }

    [Fact]
    public void A_source_says_whether_it_has_a_test_part()
    {
        NpyData arrays = new() { Inputs = "x", Targets = "y" };
        DataSource[] with =
        [
            new MnistData(), new FashionMnistData(), new DigitsData(), new XorData { Test = 3 }, new ImagesData("a") { TestPath = "b" },
            arrays with { TestInputs = "x", TestTargets = "y" }, arrays with { Test = 0.1 },
        ];
        Assert.All(with, source => Assert.True(source.HasTest));
        Assert.All((DataSource[])[new MnistData { Join = true }, new DigitsData { Test = 0 }, new XorData(), new ImagesData("a"), arrays],
            source => Assert.False(source.HasTest));
    }

    [Fact]
    public void A_source_says_whether_the_seed_of_the_recipe_plays_a_part()
    {
        Assert.All((DataSource[])[new LinearData(), new LinearData { Seed = 7, Validation = 5 }, new MnistData { Validation = 0.1 }],
            source => Assert.True(source.DependsOnSeed));
        Assert.All((DataSource[])[new LinearData { Seed = 7 }, new MnistData(), new DigitsData(), new XorData { Test = 3 }],
            source => Assert.False(source.DependsOnSeed));
    }

    [Fact]
    public void The_same_files_are_loaded_once_whatever_folder_names_them()
    {
        folder.Write("a/table.csv", "1,2,x\n3,4,y\n5,6,x\n");
        folder.Write("b/table.csv", "1,2,x\n3,4,y\n7,8,x\n");
        DataContext context = folder.Context with { Cache = new DataCache() };
        DataSplit<float> first = new CsvData("table.csv").Load<float>(context with { Folder = folder["a"] });
        Assert.Same(first.Train, new CsvData("../a/table.csv").Load<float>(context with { Folder = folder["b"], Seed = 2 }).Train);
        Assert.Same(first.Train, new CsvData(folder["a/table.csv"]).Load<float>(context).Train);
        Assert.NotSame(first.Train, new CsvData("table.csv").Load<float>(context with { Folder = folder["b"] }).Train);
    }

    [Fact]
    public void Generated_samples_are_kept_for_each_seed()
    {
        DataContext context = folder.Context with { Cache = new DataCache() };
        DataSource source = new LinearData { Samples = 50 };
        DataSplit<float> first = source.Load<float>(context);
        Assert.Same(first.Train, source.Load<float>(context with { Folder = folder["elsewhere"] }).Train);
        Assert.NotEqual(first.Train.Sha256, source.Load<float>(context with { Seed = 2 }).Train.Sha256);
    }

    [Theory]
    [InlineData(typeof(XorData), 21, 2, 2)]
    [InlineData(typeof(LinearData), 500, 2, 2)]
    [InlineData(typeof(CirclesData), 500, 2, 2)]
    [InlineData(typeof(MoonsData), 500, 2, 2)]
    [InlineData(typeof(SpiralsData), 500, 2, 2)]
    [InlineData(typeof(BlobsData), 500, 3, 2)]
    [InlineData(typeof(PlaneData), 500, 0, 2)]
    [InlineData(typeof(DigitsData), 1438, 10, 64)]
    public void Every_generator_works_by_default(Type type, int samples, int classes, int features)
    {
        DataSplit<float> parts = ((DataSource)Activator.CreateInstance(type)!).Load<float>(folder.Context);
        Assert.Equal((samples, classes, features), (parts.Train.Count, parts.Train.Classes, parts.Train.InputShape.Size));
        Assert.Null(parts.Validation);
    }

    [Fact]
    public void A_fifth_of_the_digits_is_the_test_part_with_every_digit_in_its_share_whatever_the_seed()
    {
        DigitsData digits = new() { Validation = 100 };
        DataSplit<float> first = digits.Load<float>(folder.Context), second = digits.Load<float>(folder.Context with { Seed = 2 });
        Assert.Equal((1338, 100, 359), (first.Train.Count, first.Validation!.Count, first.Test!.Count));
        Assert.Equal(first.Test.Sha256, second.Test!.Sha256);
        Assert.NotEqual(first.Validation.Sha256, second.Validation!.Sha256);
        int[] counts = new int[10];
        for (int i = 0; i < first.Test.Count; i++) counts[first.Test.Label(i)]++;
        Assert.All(counts, count => Assert.InRange(count, 34, 37));
    }

    [Fact]
    public void Scaling_is_fitted_on_the_training_part_alone()
    {
        DataSplit<double> parts = new BlobsData { Validation = 0.3, Test = 0.2, Scale = Scaling.Standardize }.Load<double>(folder.Context);
        double[] values = new double[parts.Train.Count * 2];
        parts.Train.GatherInputs([.. Enumerable.Range(0, parts.Train.Count)], values);
        double[] first = [.. values.Where((_, i) => i % 2 == 0)];
        Assert.Equal(0, first.Average(), 1e-12);
        Assert.Equal(1, Math.Sqrt(first.Average(x => x * x)), 1e-12);
        Assert.Same(parts.Train.Scale, parts.Validation!.Scale);
        Assert.Same(parts.Train.Scale, parts.Test!.Scale);
        Assert.Equal((280, 120, 100), (parts.Train.Count, parts.Validation.Count, parts.Test.Count));
    }

    [Fact]
    public void Shares_that_leave_nothing_are_refused()
    {
        DataException error = Assert.Throws<DataException>(() => new XorData { Validation = 21 }.Load<float>(folder.Context));
        Assert.Contains("Nothing is left of 'xor' to train on", error.Message, StringComparison.Ordinal);
        Assert.Throws<SpecException>(() => new XorData { Test = 2.5 }.Load<float>(folder.Context));
        Assert.Throws<SpecException>(() => new XorData { Validation = -1 }.Load<float>(folder.Context));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MNIST_is_found_in_its_folder_packed_or_not(bool packed)
    {
        WriteMnist("cache/mnist/", packed);
        DataSplit<float> parts = new MnistData { Validation = 2, Scale = Scaling.Unit }.Load<float>(folder.Context);
        Assert.Equal((4, 2, 3), (parts.Train.Count, parts.Validation!.Count, parts.Test!.Count));
        Assert.Equal<Shape>([1, 28, 28], parts.Train.InputShape);
        Assert.Equal(10, parts.Train.Classes);
    }

    [Fact]
    public void Missing_files_are_named_with_the_place_where_they_belong_and_the_command_that_fetches_them()
    {
        WriteMnist("cache/fashion_mnist/", packed: true);
        File.Delete(folder["cache/fashion_mnist/t10k-labels-idx1-ubyte.gz"]);
        Assert.Equal($"'fashion_mnist' is not complete in {folder["cache/fashion_mnist"]}. Run 'chainrule data fetch fashion_mnist', or "
            + "put t10k-labels-idx1-ubyte there, each as it is or packed as .gz.",
            Assert.Throws<DataException>(() => new FashionMnistData().Load<float>(folder.Context)).Message);
        Assert.Equal($"'mnist' is not complete in {folder["cache/mnist"]}. Run 'chainrule data fetch mnist', or put "
            + "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte there, each as it is or "
            + "packed as .gz.",
            Assert.Throws<DataException>(() => new MnistData().Load<float>(folder.Context)).Message);
    }

    [Fact]
    public void IDX_files_are_read_relative_to_the_recipe()
    {
        WriteMnist("", packed: true);
        IdxData source = new()
        {
            Inputs = "train-images-idx3-ubyte.gz",
            Targets = "train-labels-idx1-ubyte.gz",
            TestInputs = "t10k-images-idx3-ubyte.gz",
            TestTargets = "t10k-labels-idx1-ubyte.gz",
        };
        DataSplit<float> parts = source.Load<float>(folder.Context);
        Assert.Equal((6, 3), (parts.Train.Count, parts.Test!.Count));
        Assert.Equal<Shape>([1, 28, 28], parts.Train.InputShape);
        folder.Write("wide", TemporaryFolder.Idx(new byte[3 * 28 * 29], 3, 28, 29));
        Assert.Equal("The test part of 'train-images-idx3-ubyte.gz' does not fit its training part: "
            + "inputs 1×28×29 and 1×28×28, 6 classes and 6 classes.",
            Throws(source with { TestInputs = "wide" }));
        Assert.Contains(folder["none"], Throws(source with { Inputs = "none" }), StringComparison.Ordinal);
    }

    [Fact]
    public void NPZ_arrays_are_found_by_name_and_integers_are_labels()
    {
        Npz.Write(folder["a.npz"],
        [
            new("x", NdArray.Create<double>([1, 2, 3, 4, 5, 6], 3, 2)), new("y", NdArray.Create<long>([0, 2, 1], 3)),
            new("values", NdArray.Create<float>([1, 2, 3], 3, 1)), new("nan", NdArray.Create<float>([1, float.NaN, 3], 3, 1)),
        ]);
        Dataset<float> labelled = new NpzData("a.npz").Load<float>(folder.Context).Train;
        Assert.Equal((3, 3, 2), (labelled.Count, labelled.Classes, labelled.InputShape.Size));
        Dataset<float> valued = new NpzData("a.npz") { Targets = "values" }.Load<float>(folder.Context).Train;
        Assert.Equal((0, 1), (valued.Classes, valued.TargetShape.Size));
        Assert.Contains("the file holds x, y, values, nan", Throws(new NpzData("a.npz") { Inputs = "images" }), StringComparison.Ordinal);
        Assert.Contains("Sample 1 of 'a.npz' has NaN", Throws(new NpzData("a.npz") { Targets = "nan" }), StringComparison.Ordinal);
        Assert.Contains(folder["none.npz"], Throws(new NpzData("none.npz")), StringComparison.Ordinal);
    }

    [Fact]
    public void NPY_pictures_get_a_channel()
    {
        Npy.Write(folder["x.npy"], NdArray.Create<byte>(new byte[4 * 6], 4, 2, 3));
        Npy.Write(folder["y.npy"], NdArray.Create<int>([0, 1, 1, 0], 4));
        Npy.Write(folder["short.npy"], NdArray.Create<int>([0, 1, 1], 3));
        Npy.Write(folder["low.npy"], NdArray.Create<int>([0, -1, 1, 0], 4));
        NpyData source = new() { Inputs = "x.npy", Targets = "y.npy", Test = 0.5 };
        DataSplit<float> parts = source.Load<float>(folder.Context);
        Assert.Equal<Shape>([1, 2, 3], parts.Train.InputShape);
        Assert.Equal((2, 2), (parts.Train.Count, parts.Test!.Count));
        Assert.Equal("'x.npy' has 4 inputs, but 3 labels.", Throws(source with { Targets = "short.npy" }));
        Assert.Equal(0, (source with { Targets = "low.npy" }).Load<float>(folder.Context).Train.Classes);
    }

    [Fact]
    public void The_catalog_knows_every_kind_with_what_it_is()
    {
        string[] names =
        [
            "xor", "linear", "circles", "moons", "spirals", "blobs", "plane", "digits", "mnist", "fashion_mnist", "idx", "npz", "npy",
                "csv",
            "images",
        ];
        Assert.Equal(names, DataCatalog.Kinds.Select(kind => kind.Name));
        Assert.All(DataCatalog.Kinds, kind => Assert.NotEmpty(kind.Description));
        Assert.Equal("There is no data set 'mnst' to download; did you mean 'mnist'? Valid names: mnist, fashion_mnist.",
            Assert.Throws<DataException>(() => DataCatalog.Find("mnst")).Message);
    }

    private string Throws(DataSource source) => Assert.Throws<DataException>(() => source.Load<float>(folder.Context)).Message;

    private string Hash(DataSource source, ulong seed) => source.Load<double>(folder.Context with { Seed = seed }).Train.Sha256;

    private void WriteMnist(string below, bool packed)
    {
        Write("train-images-idx3-ubyte", TemporaryFolder.Idx(new byte[6 * 784], 6, 28, 28));
        Write("train-labels-idx1-ubyte", TemporaryFolder.Idx([0, 1, 2, 3, 4, 5], 6));
        Write("t10k-images-idx3-ubyte", TemporaryFolder.Idx(new byte[3 * 784], 3, 28, 28));
        Write("t10k-labels-idx1-ubyte", TemporaryFolder.Idx([0, 1, 2], 3));

        void Write(string name, byte[] bytes) =>
            folder.Write(below + name + (packed ? ".gz" : ""), packed ? TemporaryFolder.Gzip(bytes) : bytes);
    }
}
