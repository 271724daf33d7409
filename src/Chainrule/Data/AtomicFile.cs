using System.Text;

namespace Chainrule.Data;

/// <summary>Writes files that are never half-written: beside, under a random name that is created anew and so never leads through a link,
/// flushed to the disk, then renamed.</summary>
public static class AtomicFile
{
    private const string Prefix = ".", Suffix = ".tmp";

    /// <summary>Writes a file; it appears under its name only when it is complete. File and folder are flushed to the disk.</summary>
    /// <param name="path">The file. One that is there already is replaced and keeps its permissions.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="IOException">The file cannot be written, or its name leads to a link, a folder, a device or the like.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written into, or the file that is there is
    /// write-protected.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string file = Path.GetFullPath(path), folder = Path.GetDirectoryName(file) ?? throw new IOException($"'{path}' is a folder.");
        UnixFileMode? mode = RequireReplaceable(file);
        string beside = Path.Combine(folder, $"{Prefix}{Guid.NewGuid():N}{Suffix}");
        try
        {
            using (FileStream stream = new(beside, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);
                if (mode is { } kept && !OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, kept);
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, file, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
        FileSystem.FlushFolder(folder);
    }

    /// <summary>Writes a text in UTF-8.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    /// <param name="path">The file.</param>
    /// <param name="text">Its content.</param>
    public static void Write(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether a file is what a process that was killed while it wrote may leave: nobody reads it, and it may be
    /// deleted.</summary>
    /// <param name="path">The file.</param>
    public static bool IsLeftOver(string path) => Path.GetFileName(path) is { } name
        && name.Length > Prefix.Length + Suffix.Length
        && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
        && Guid.TryParseExact(name[Prefix.Length..^Suffix.Length], "N", out _);

    /// <summary>Checks that a name is free, or that of an ordinary file, and returns the permissions of that.</summary>
    private static UnixFileMode? RequireReplaceable(string file)
    {
        if (FileSystem.IsLink(file)) throw new IOException($"'{file}' is a link; name the file that it leads to, or delete the link.");
        if (FileSystem.NotAFile(file) is { } kind) throw new IOException($"'{file}' is {kind}; expected a file, or a new name.");
        if (!File.Exists(file)) return null;
        if (OperatingSystem.IsWindows()) return null;
        UnixFileMode mode = File.GetUnixFileMode(file);
        return (mode & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0 ? mode
            : throw new UnauthorizedAccessException($"'{file}' is write-protected.");
    }
}
