using Chainrule.Data;

namespace Chainrule.Tests.Data;

public class MnistTests
{
    private static string Folder()
    {
        string? folder = Environment.GetEnvironmentVariable("CHAINRULE_DATA");
        if (folder is null || !Directory.Exists(Path.Combine(folder, "mnist")))
            Assert.Skip("CHAINRULE_DATA names no folder that holds a folder mnist with the four files.");
        return folder!;
    }

    [Fact]
    public void Mnist_is_what_was_published()
    {
        string folder = Folder();
        DataSplit<float> mnist = Mnist.Load<float>(folder);
        Assert.Equal((60_000, 10_000), (mnist.Train.Count, mnist.Test!.Count));
        Assert.Equal([1, 28, 28], mnist.Train.InputShape);
        Assert.Equal([5, 0, 4, 1, 9], Enumerable.Range(0, 5).Select(mnist.Train.Label));
        Assert.Equal([7, 2, 1, 0, 4], Enumerable.Range(0, 5).Select(mnist.Test.Label));
        // The mean and the deviation that are commonly quoted: 0.1307 and 0.3081.
        float[] values = mnist.Train.Scaled(FeatureScale.Fit(mnist.Train, Scaling.Unit)).InputTensor().ToArray();
        Assert.Equal(0.1307, values.Average(value => (double)value), 5e-5);
        Assert.Equal(0.3081, Math.Sqrt(values.Average(value => (value - 0.13066) * (value - 0.13066))), 5e-5);
        Mnist.Verify(folder);
    }

    [Fact]
    public void A_missing_file_is_named_with_where_to_put_it()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        Directory.CreateDirectory(Path.Combine(folder, "mnist"));
        File.WriteAllBytes(Path.Combine(folder, "mnist", "train-labels-idx1-ubyte.gz"), []);
        Arrays.Fails(() => Mnist.Load<float>(folder), $"'mnist' is not complete in {Path.Combine(folder, "mnist")}: put "
            + $"train-images-idx3-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte there");
        Arrays.Fails(() => FashionMnist.Load<float>(folder), "'fashion_mnist' is not complete");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Files_of_the_same_layout_are_loaded_packed_or_not_and_verified()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        byte[] labels = Arrays.Idx(8, 1, [3], 1);
        (labels[8], labels[9], labels[10]) = (0, 9, 2);
        File.WriteAllBytes(Path.Combine(folder, "train-images-idx3-ubyte"), Arrays.Idx(8, 1, [3, 4, 5], 1));
        File.WriteAllBytes(Path.Combine(folder, "train-labels-idx1-ubyte.gz"), Arrays.Gzip(labels));
        File.WriteAllBytes(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), Arrays.Gzip(Arrays.Idx(8, 1, [3, 4, 5], 2)));
        File.WriteAllBytes(Path.Combine(folder, "t10k-labels-idx1-ubyte"), labels);
        DataSplit<double> data = FashionMnist.Load<double>(folder);
        Assert.Equal([1, 4, 5], data.Train.InputShape);
        Assert.Equal("Ankle boot", data.Test!.ClassNames![data.Test.Label(1)]);
        Arrays.Fails(() => Mnist.Verify(folder), "train-images-idx3-ubyte", "published is ba89");
        File.WriteAllBytes(Path.Combine(folder, "t10k-labels-idx1-ubyte"), Arrays.Idx(8, 1, [3, 1], 1));
        Arrays.Fails(() => FashionMnist.Load<double>(folder), "t10k-labels-idx1-ubyte", "(3, 1)");
        Directory.Delete(folder, recursive: true);
    }
}
