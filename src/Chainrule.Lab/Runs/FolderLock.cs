using System.Globalization;
using System.Text;

namespace Chainrule.Lab.Runs;

/// <summary>The right to write into a folder, which one process has at a time. The operating system takes it back when the process ends,
/// however that happens.</summary>
/// <remarks>A lock of the operating system on the file <c>.lock</c>, which stays: whoever deleted it might delete the lock of another.
/// Where a file system has no locks, the folder is not guarded.</remarks>
public sealed class FolderLock : IDisposable
{
    /// <summary>The name of the file, which tells who holds it.</summary>
    public const string FileName = ".lock";

    /// <summary>Far beyond the text, so that others can read it where locks keep readers out.</summary>
    private const long LockedByte = 1L << 40;

    // Locks of the operating system do not keep a process from itself.
    private static readonly HashSet<string> held = [];

    private readonly string folder;
    private readonly FileStream file;

    private FolderLock(string folder, FileStream file) => (this.folder, this.file) = (folder, file);

    /// <summary>Takes the right to write into a folder, which is there.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="RunFolderException">Another one has it; the message says who.</exception>
    /// <exception cref="IOException">The folder cannot be written into.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written into.</exception>
    public static FolderLock Take(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string full = Path.GetFullPath(folder), path = Path.Combine(full, FileName);
        lock (held)
            if (!held.Add(full)) throw Held(folder, path);
        FileStream? file = null;
        try
        {
            if (FileSystem.IsLink(path) || FileSystem.NotAFile(path) is not null || FileSystem.HasOtherNames(path))
                throw new RunFolderException($"{path} is no file of this folder's own; delete it, or choose another folder with --out.");
            file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (!TryLock(file)) throw Held(folder, path);
            Tell(file, string.Create(CultureInfo.InvariantCulture,
                $"process {Environment.ProcessId} on {Environment.MachineName} since {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC\n"));
            return new(full, file);
        }
        catch
        {
            file?.Dispose();
            Release(full);
            throw;
        }
    }

    /// <summary>Gives the right back.</summary>
    public void Dispose()
    {
        if (!file.CanWrite) return;
        Tell(file, "");
        file.Dispose();
        Release(folder);
    }

    /// <summary>Writes who holds the lock, where there is room for it: the lock holds on a full disk, too.</summary>
    private static void Tell(FileStream file, string holder)
    {
        try
        {
            file.SetLength(0);
            RandomAccess.Write(file.SafeFileHandle, Encoding.UTF8.GetBytes(holder), 0);
        }
        catch (IOException)
        {
            // Then others are told that another process holds it.
        }
    }

    private static void Release(string folder)
    {
        lock (held) held.Remove(folder);
    }

    /// <summary>Locks a file; false where another process has it.</summary>
    private static bool TryLock(FileStream file)
    {
        if (OperatingSystem.IsMacOS()) return true;
        try
        {
            file.Lock(LockedByte, 1);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException e)
        {
            // Linux: EAGAIN. Windows: ERROR_LOCK_VIOLATION. Anything else: the file system has no locks.
            return (e.HResult & 0xFFFF) is not (11 or 33);
        }
    }

    private static RunFolderException Held(string folder, string path)
    {
        string holder;
        try
        {
            using StreamReader reader = new(FileSystem.OpenRead(path));
            char[] text = new char[200];
            holder = new string(text, 0, reader.ReadBlock(text, 0, text.Length)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            holder = "";
        }
        return new RunFolderException($"The folder {folder} is being written by {(holder.Length > 0 ? holder : "another process")}. "
            + "Wait until that has ended, or choose another folder with --out.");
    }
}
