namespace Chainrule.Tests;

/// <summary>A path in a folder of its own, both deleted with all that is there.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chainrule-").FullName;

    public string Path => System.IO.Path.Combine(folder, "file");

    /// <summary>What lies beside the file, itself included.</summary>
    public IReadOnlyList<string> Files => [.. Directory.GetFiles(folder).Select(file => System.IO.Path.GetFileName(file)!)];

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
