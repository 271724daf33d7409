namespace Chainrule.Lab.Runs;

/// <summary>Folders within the one that a user chose to write into. That one may be a link; those within it may not, or files would end up
/// outside.</summary>
internal static class OutputFolder
{
    /// <summary>Makes a folder and takes the right to write into it.</summary>
    /// <param name="chosen">The folder that was chosen.</param>
    /// <param name="folder">The same folder, or one within it.</param>
    /// <exception cref="RunFolderException">It cannot be written into, a folder on the way is a link, or another process has the
    /// right.</exception>
    public static FolderLock Take(string chosen, string folder)
    {
        try
        {
            Create(chosen, folder);
            return FolderLock.Take(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"The folder {folder} cannot be written: {e.Message} Choose another one with --out.", e);
        }
    }

    /// <summary>Makes a folder, with all those on the way to it.</summary>
    /// <param name="chosen">The folder that was chosen.</param>
    /// <param name="folder">The same folder, or one within it.</param>
    /// <exception cref="RunFolderException">A folder on the way is a link.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void Create(string chosen, string folder)
    {
        string at = Path.GetFullPath(chosen), way = Path.GetRelativePath(at, Path.GetFullPath(folder));
        Directory.CreateDirectory(at);
        if (way == ".") return;
        foreach (string name in way.Split(Path.DirectorySeparatorChar))
        {
            at = Path.Combine(at, name);
            if (FileSystem.IsLink(at))
                throw new RunFolderException($"{at} is a link; folders within the one that was chosen are folders of its own. Delete the "
                    + "link, or choose another folder with --out.");
            Directory.CreateDirectory(at);
        }
    }
}
