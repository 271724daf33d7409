namespace Chainrule.Bench;

/// <summary>Where things are in the repository.</summary>
internal static class Repository
{
    /// <summary>The folder of Chainrule.slnx, above this program.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Chainrule.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException(
            "This program runs from within the repository only: it starts the peers from there.");
    }
}
