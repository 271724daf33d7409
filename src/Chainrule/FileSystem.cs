using System.Runtime.InteropServices;

namespace Chainrule;

/// <summary>What paths lead to, and ordinary files opened. Devices, pipes and sockets never end, or never begin: nothing is read from
/// them.</summary>
public static partial class FileSystem
{
    /// <summary>Opens an ordinary file for reading. A link to one is as good.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file; <see cref="DirectoryNotFoundException"/> where there is no such
    /// folder.</exception>
    /// <exception cref="IOException">The path leads to a folder, a device, a pipe or a socket, or the file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static FileStream OpenRead(string path)
    {
        if (NotAFile(path) is { } kind) throw new IOException($"it is {kind}; expected a file");
        return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
    }

    /// <summary>The content of an ordinary file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes that such a file may have.</param>
    /// <exception cref="IOException">The file is longer, or <see cref="OpenRead"/> does not open it.</exception>
    /// <inheritdoc cref="OpenRead"/>
    public static byte[] ReadAllBytes(string path, long most)
    {
        using FileStream stream = OpenRead(path);
        if (stream.Length > Math.Min(most, Array.MaxLength))
            throw new IOException($"it has {stream.Length} bytes; expected no more than {Math.Min(most, Array.MaxLength)}");
        byte[] bytes = new byte[stream.Length];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length == bytes.Length ? bytes : bytes[..length];
    }

    /// <summary>What a path leads to where that is no ordinary file: <c>a folder</c>, <c>a device</c>. Null for a file, and where there is
    /// nothing.</summary>
    /// <remarks>Devices, pipes and sockets are recognised on Linux; elsewhere only folders are.</remarks>
    /// <param name="path">The path; links are followed.</param>
    public static string? NotAFile(string path)
    {
        if (Directory.Exists(path)) return "a folder";
        if (!OperatingSystem.IsLinux()) return null;
        return Of(path)?.Type switch
        {
            0x1000 => "a named pipe",
            0x2000 or 0x6000 => "a device",
            0xC000 => "a socket",
            _ => null,
        };
    }

    /// <summary>Whether the last part of a path is a link, wherever that leads.</summary>
    /// <param name="path">The path.</param>
    public static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    /// <summary>Whether a file has other names (hard links) beside this one. They are recognised on Linux.</summary>
    /// <param name="path">The file.</param>
    public static bool HasOtherNames(string path) => OperatingSystem.IsLinux() && Of(path) is { } status && status.Names > 1;

    /// <summary>Brings the names of a folder to the disk, so that a file that was renamed survives a loss of power. Where a file system
    /// cannot do that, it is left to itself.</summary>
    /// <exception cref="IOException">The disk reports that it failed.</exception>
    internal static void FlushFolder(string folder)
    {
        // Windows does so by itself.
        if (OperatingSystem.IsWindows()) return;
        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) return;
        bool failed = Fsync(descriptor) != 0;
        int error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed && error is InputOutputError or NoSpace)
            throw new IOException($"The folder '{folder}' could not be flushed to the disk: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    private const int ReadOnly = 0, InputOutputError = 5, NoSpace = 28, CurrentFolder = -100, WantsTypeAndNames = 0x5;

    /// <summary>What the file system knows of a path; null where there is nothing.</summary>
    private static Status? Of(string path)
    {
        try
        {
            return Statx(CurrentFolder, path, 0, WantsTypeAndNames, out Status status) == 0 ? status : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library of before 2018.
            return null;
        }
    }

    /// <summary>struct statx of Linux, which is the same on all processors.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Status
    {
        /// <summary>stx_nlink.</summary>
        [FieldOffset(16)] public readonly uint Names;

        /// <summary>stx_mode.</summary>
        [FieldOffset(28)] private readonly ushort mode;

        /// <summary>The bits that say what kind of file it is.</summary>
        public int Type => mode & 0xF000;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out Status status);
}
