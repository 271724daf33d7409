using System.IO.Compression;

namespace Chainrule.Data;

/// <summary>Reads and writes <c>.npz</c> files, NumPy's format for several named arrays: a zip file of <c>.npy</c> files.</summary>
/// <remarks>Entries may be stored or deflated, and their checksums are checked. Names are names, never paths that anything is written to.
/// A file cannot make the reader take unbounded memory: what the entries say they unpack to must agree with their array headers, the packed
/// entries may not overlap, and no entry may claim more than the 1,032 times of its packed size that deflate can reach; memory is
/// taken as the bytes arrive.</remarks>
public static class Npz
{
    private const string Extension = ".npy";
    private const int DeflateLimit = 1032;

    /// <summary>Reads arrays of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="names">Which arrays to read; all where none is named.</param>
    /// <exception cref="DataException">The file does not exist or is damaged, or holds no array of a name; the message lists those there
    /// are.</exception>
    public static IReadOnlyDictionary<string, NdArray> Read(string path, params ReadOnlySpan<string> names)
    {
        string[] wanted = names.ToArray();
        return ByteSource.Opening(path, stream => Read(stream, path, wanted));
    }

    /// <summary>Reads arrays of a stream. One that cannot seek is taken into memory first.</summary>
    /// <param name="stream">What to read; it stays open.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="names">Which arrays to read; all where none is named.</param>
    /// <exception cref="DataException">The data is damaged, or holds no array of a name; the message lists those there are.</exception>
    public static IReadOnlyDictionary<string, NdArray> Read(Stream stream, string? name = null, params ReadOnlySpan<string> names)
    {
        string file = name ?? (stream as FileStream)?.Name ?? "stream";
        string[] wanted = names.ToArray();
        return ByteSource.Guarded(file, () =>
        {
            Stream seekable = ByteSource.Seekable(stream);
            using ZipArchive zip = new(seekable, ZipArchiveMode.Read, leaveOpen: true);
            return Read(zip, file, seekable.Length, wanted);
        });
    }

    /// <summary>Writes a file; it appears under its name only when it is complete.</summary>
    /// <inheritdoc cref="Write(Stream, IEnumerable{KeyValuePair{string, NdArray}}, bool)"/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, NdArray>> arrays, bool compress = true) =>
        AtomicFile.Write(path, stream => Write(stream, arrays, compress));

    /// <summary>Writes arrays under their names. The same arrays give the same bytes: no time is recorded.</summary>
    /// <exception cref="DataException">A name occurs twice.</exception>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, NdArray>> arrays, bool compress = true)
    {
        HashSet<string> names = [];
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, NdArray array) in arrays)
        {
            if (!names.Add(name)) throw new DataException($"Two arrays are named '{name}'.");
            ZipArchiveEntry entry = zip.CreateEntry(name + Extension, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            entry.LastWriteTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using Stream content = entry.Open();
            Npy.Write(content, array);
        }
    }

    private static OrderedDictionary<string, NdArray> Read(ZipArchive zip, string file, long length, string[] wanted)
    {
        OrderedDictionary<string, ZipArchiveEntry> entries = [];
        long packed = 0;
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            packed += entry.CompressedLength;
            if (entry.FullName.EndsWith(Extension, StringComparison.Ordinal) && !entries.TryAdd(entry.FullName[..^Extension.Length], entry))
                throw new DataException($"two entries are named '{entry.FullName}'.", file);
        }
        if (packed > length) throw new DataException(
            $"the entries claim {packed} bytes of a file of {length}; expected entries that do not overlap.", file);
        OrderedDictionary<string, NdArray> arrays = [];
        foreach (string name in wanted.Length > 0 ? wanted : [.. entries.Keys])
        {
            if (!entries.TryGetValue(name, out ZipArchiveEntry? entry))
                throw new DataException(
                    $"there is no array '{name}'; the file holds {(entries.Count > 0 ? string.Join(", ", entries.Keys) : "none")}.", file);
            arrays.TryAdd(name, Read(entry, $"{file}/{entry.FullName}"));
        }
        return arrays;
    }

    private static NdArray Read(ZipArchiveEntry entry, string file)
    {
        if (entry.Length > DeflateLimit * (entry.CompressedLength + 1))
            throw new DataException(
                $"the entry claims to unpack {entry.CompressedLength} bytes to {entry.Length}; "
                + $"deflate reaches at most {DeflateLimit} times the size.", file);
        using Stream content = entry.Open();
        ByteSource source = new(content, file, entry.Length, 8 * entry.CompressedLength) { Checksum = new() };
        NdArray array = Npy.Read(source, toTheEnd: true);
        return source.Checksum.Value == entry.Crc32 ? array
            : throw source.Fault($"the checksum of the content is {source.Checksum.Value:X8}; the zip directory says {entry.Crc32:X8}");
    }
}
