namespace Chainrule.Lab.Data;

/// <summary>What a data source needs to know to find and to divide its samples.</summary>
public sealed record DataContext
{
    /// <summary>The folder that relative paths start from: the recipe's; the current one by default.</summary>
    public string Folder { get; init; } = ".";

    /// <summary>The folder of published data sets, with a folder for each: <c>mnist/</c>, <c>fashion_mnist/</c>; by default where the
    /// tool puts them.</summary>
    public string DataDirectory { get; init; } = DataCatalog.DefaultDirectory;

    /// <summary>The recipe's seed: what is generated, and which samples become the validation part, depends on it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Keeps what was loaded, for other runs on the same data; nothing is kept by default.</summary>
    public DataCache? Cache { get; init; }

    /// <summary>What the data must be like to be measured with a network that was trained on other data; null to train on.</summary>
    public ExpectedData? Expected { get; init; }

    /// <summary>A path as a recipe gives it, made absolute.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Path.GetFullPath(Folder));
}
