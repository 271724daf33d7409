using Chainrule.Data;
using Chainrule.Lab.Documents;

namespace Chainrule.Lab.Data;

/// <summary>A data set that can be downloaded.</summary>
public sealed record PublishedData
{
    /// <summary>Its name, which is also the name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in one line.</summary>
    public required string Description { get; init; }

    /// <summary>Where it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Where its files can be downloaded from; the first is tried first.</summary>
    public required IReadOnlyList<Uri> Mirrors { get; init; }

    /// <summary>Its files.</summary>
    public required IReadOnlyList<PublishedFile> Files { get; init; }

    /// <summary>Where its files lie below a folder of data sets: <c>folder/name</c>, or the folder itself where only that holds
    /// them.</summary>
    public string FolderIn(string dataDirectory)
    {
        string below = Path.Combine(dataDirectory, Name);
        return Directory.Exists(below) || !Files.All(file => file.FindIn(dataDirectory) is not null) ? below : dataDirectory;
    }

    /// <summary>The files that are not there.</summary>
    public IReadOnlyList<PublishedFile> MissingIn(string dataDirectory) =>
        [.. Files.Where(file => file.FindIn(FolderIn(dataDirectory)) is null)];

    /// <summary>Checks that all files are there.</summary>
    /// <exception cref="DataException">Some are missing; the message says which files to put where.</exception>
    public void RequireComplete(string dataDirectory)
    {
        IReadOnlyList<PublishedFile> missing = MissingIn(dataDirectory);
        if (missing.Count == 0) return;
        throw new DataException($"'{Name}' is not complete in {Path.GetFullPath(FolderIn(dataDirectory))}. "
            + $"Run 'chainrule data fetch {Name}', or put {string.Join(", ", missing.Select(file => file.Name))} there, "
            + "each as it is or packed as .gz.");
    }
}

/// <summary>A file of a published data set. It is downloaded packed, as <see cref="Name"/> with <c>.gz</c>.</summary>
/// <param name="Name">The name of the unpacked file.</param>
public sealed record PublishedFile(string Name)
{
    /// <summary>The SHA-256 of the unpacked file, in hexadecimal, where it is published.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The MD5 of the packed file, in hexadecimal, where only that is published.</summary>
    public string? PackedMd5 { get; init; }

    /// <summary>The path of the file in a folder, unpacked or packed; null where it is not there.</summary>
    public string? FindIn(string folder)
    {
        string path = Path.Combine(folder, Name);
        return File.Exists(path) ? path : File.Exists(path + ".gz") ? path + ".gz" : null;
    }
}

/// <summary>The data sets that there are.</summary>
public static class DataCatalog
{
    /// <summary>MNIST, with the SHA-256 of its unpacked files.</summary>
    public static PublishedData Mnist { get; } = new()
    {
        Name = "mnist",
        Description = "60,000 + 10,000 handwritten digits of 28×28 pixels",
        Source = "LeCun, Bottou, Bengio, Haffner, Proceedings of the IEEE 86(11), 1998",
        Mirrors = [new("https://storage.googleapis.com/cvdf-datasets/mnist/"), new("https://ossci-datasets.s3.amazonaws.com/mnist/")],
        Files = [.. Chainrule.Data.Mnist.Files.Select(file => new PublishedFile(file.Name) { Sha256 = file.Sha256 })],
    };

    /// <summary>Fashion-MNIST. Its authors publish the MD5 of the packed files and no checksum of the unpacked ones, so the packed files
    /// are what is checked.</summary>
    public static PublishedData FashionMnist { get; } = new()
    {
        Name = "fashion_mnist",
        Description = "60,000 + 10,000 pictures of clothing of 28×28 pixels",
        Source = "Xiao, Rasul, Vollgraf, arXiv:1708.07747, 2017",
        Mirrors = [new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")],
        Files =
        [
            new("train-images-idx3-ubyte") { PackedMd5 = "8d4fb7e6c68d591d4c3dfef9ec88bf0d" },
            new("train-labels-idx1-ubyte") { PackedMd5 = "25c81989df183df01b3e8a0aad5dffbe" },
            new("t10k-images-idx3-ubyte") { PackedMd5 = "bef4ecab320f06d8554ea6380940ec79" },
            new("t10k-labels-idx1-ubyte") { PackedMd5 = "bb300cfdad3c16e7a12a480ee83cd310" },
        ],
    };

    /// <summary>The data sets that can be downloaded.</summary>
    public static IReadOnlyList<PublishedData> Published { get; } = [Mnist, FashionMnist];

    /// <summary>Every kind of data source that recipes may name, with what it is.</summary>
    public static IReadOnlyList<(string Name, string Description)> Kinds =>
        [.. Chainrule.Kinds.Of(typeof(DataSource)).Kinds.Select(kind => (kind.Name, DocumentType.DescriptionOf(kind.Type) ?? ""))];

    /// <summary>The published data set with a name.</summary>
    /// <exception cref="DataException">There is none; the message lists those there are.</exception>
    public static PublishedData Find(string name) => Published.FirstOrDefault(data => data.Name == name)
        ?? throw new DataException($"There is no data set '{name}' to download"
            + DidYouMean.Remedy(name, "names", [.. Published.Select(data => data.Name)]));

    /// <summary>Checks that recipes may name a data source.</summary>
    /// <exception cref="DataException">There is none of that name; the message gives the nearest.</exception>
    public static void RequireKind(string name)
    {
        string[] kinds = [.. Kinds.Select(kind => kind.Name)];
        if (!kinds.Contains(name))
            throw new DataException($"'{name}' is neither a file nor a data source{DidYouMean.Remedy(name, "names", kinds)}");
    }

    /// <summary>The folder of data sets where neither the user nor the environment names one: <c>chainrule/data</c> in the user's folder
    /// for local application data.</summary>
    public static string DefaultDirectory => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "chainrule", "data");
}
