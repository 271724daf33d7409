namespace Chainrule.Data;

/// <summary>Writes files that are never half-written: beside, flushed to disk, then renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file; it appears under its name only when it is complete.</summary>
    /// <param name="path">The file; one that is there already is replaced.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream stream = new(beside, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
