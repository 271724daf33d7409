using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Chainrule.Data;

/// <summary>Reads binary data front to back, knows where it is, and trusts no header: memory is taken as the bytes arrive.</summary>
internal sealed class ByteSource
{
    private const int Piece = 1 << 16;
    private readonly Stream stream;
    private readonly long likelyLength;
    private uint? statedSize;

    /// <param name="stream">What to read from.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <param name="length">The number of bytes that are said to be there, where something says so.</param>
    /// <param name="likelyLength">The number of bytes that may be allocated before they have been seen.</param>
    public ByteSource(Stream stream, string file, long? length, long likelyLength)
    {
        (this.stream, File, Length) = (stream, file, length);
        this.likelyLength = Math.Max(likelyLength, Piece);
    }

    /// <summary>What the data is called in messages.</summary>
    public string File { get; }

    /// <summary>The number of bytes that are said to be there, where something says so.</summary>
    public long? Length { get; }

    /// <summary>The number of bytes read so far.</summary>
    public long Offset { get; private set; }

    /// <summary>Takes in every byte that is read, where one is wanted.</summary>
    public Crc32? Checksum { get; init; }

    /// <summary>Reads a stream from its position, through gzip where it starts as gzip files do.</summary>
    public static TResult Unpacking<TResult>(Stream stream, string? name, Func<ByteSource, TResult> read)
    {
        string file = name ?? (stream as FileStream)?.Name ?? "stream";
        return Guarded(file, () =>
        {
            Stream seekable = Seekable(stream);
            long remaining = seekable.Length - seekable.Position;
            bool packed = seekable.ReadByte() == 0x1F && seekable.ReadByte() == 0x8B;
            seekable.Position = seekable.Length - remaining;
            if (!packed) return read(new(seekable, file, remaining, remaining));
            // Images and labels shrink to a fourth or less; what shrank further than to an eighth grows as it is read.
            using GZipStream unpacked = new(seekable, CompressionMode.Decompress, leaveOpen: true);
            return read(new(unpacked, file, null, 8 * remaining) { statedSize = LastWord(seekable) });
        });
    }

    /// <summary>Opens a file and turns whatever the file system reports into a <see cref="DataException"/>.</summary>
    public static TResult Opening<TResult>(string path, Func<Stream, TResult> read) => Guarded(path, () =>
    {
        using FileStream stream = FileSystem.OpenRead(path);
        return read(stream);
    });

    /// <summary>Turns what the file system or the unpacking reports into a <see cref="DataException"/>.</summary>
    public static TResult Guarded<TResult>(string file, Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException("the file does not exist.", file, cause: error);
        }
        catch (InvalidDataException error)
        {
            throw new DataException($"the file is damaged ({error.Message.TrimEnd('.')}).", file, cause: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"the file cannot be read ({error.Message.TrimEnd('.')}).", file, cause: error);
        }
    }

    /// <summary>The stream itself, or its content where it cannot seek.</summary>
    public static Stream Seekable(Stream stream)
    {
        if (stream.CanSeek) return stream;
        MemoryStream copy = new();
        stream.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    /// <summary>Fills <paramref name="destination"/>.</summary>
    /// <exception cref="DataException">The data ends first.</exception>
    public void Read(Span<byte> destination, string what)
    {
        int count = Fill(destination);
        Offset += count;
        Checksum?.Append(destination[..count]);
        if (count < destination.Length)
            throw Fault($"the data ends at byte {Offset}, in {what}; expected at least {destination.Length - count} more bytes");
    }

    /// <summary>Reads elements into an array of the type.</summary>
    /// <exception cref="DataException">The data ends first, or bytes are left where none may be.</exception>
    public Array ReadElements(ElementType type, int count, bool littleEndian, bool toTheEnd)
    {
        int size = NdArray.SizeOf(type), piece = Piece / size;
        RequireRemaining((long)count * size, toTheEnd);
        Array data = NdArray.Allocate(type, (int)Math.Min(count, likelyLength / size));
        for (int start = 0; start < count; start += piece)
        {
            int length = Math.Min(piece, count - start);
            if (start + length > data.Length) data = Grown(data, type, start, (int)Math.Min(count, 2L * data.Length));
            Span<byte> bytes = NdArray.Bytes(data, type, start, length);
            Read(bytes, "the elements");
            if (littleEndian != BitConverter.IsLittleEndian) Reverse(bytes, size);
            if (type == ElementType.Boolean) Normalize(bytes);
        }
        if (toTheEnd) RequireEnd();
        return data;
    }

    /// <summary>Checks that everything has been read.</summary>
    public void RequireEnd()
    {
        Span<byte> one = stackalloc byte[1];
        if (Fill(one) != 0) throw Fault($"more data follows at byte {Offset}, where it should end");
        // GZipStream takes a file that is cut off after its last element for complete.
        if (statedSize is { } size && size != (uint)Offset)
            throw Fault($"the packed data unpacks to {Offset} bytes, but its last four bytes say {size}; expected one complete gzip file");
    }

    /// <summary>The SHA-256 of everything from here to the end, in hexadecimal.</summary>
    public string Sha256() => Convert.ToHexStringLower(SHA256.HashData(stream));

    /// <summary>An error in this data.</summary>
    public DataException Fault(string problem, Exception? cause = null) => new($"{problem}.", File, cause: cause);

    private void RequireRemaining(long bytes, bool toTheEnd)
    {
        if (Length is not { } length) return;
        long remaining = length - Offset;
        if (remaining < bytes)
            throw Fault($"the header at byte 0 announces {bytes} bytes of elements from byte {Offset}, but the data ends at byte {length}");
        if (toTheEnd && remaining > bytes)
            throw Fault(
                $"the header at byte 0 announces {bytes} bytes of elements, "
                + $"but {remaining - bytes} more bytes follow at byte {Offset + bytes}");
    }

    private int Fill(Span<byte> destination)
    {
        try
        {
            return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw Fault($"the packed data is damaged after byte {Offset} of what it unpacks to ({error.Message.TrimEnd('.')})", error);
        }
    }

    private static uint LastWord(Stream stream)
    {
        long start = stream.Position;
        Span<byte> word = stackalloc byte[4];
        stream.Position = Math.Max(start, stream.Length - word.Length);
        stream.ReadAtLeast(word, word.Length, throwOnEndOfStream: false);
        stream.Position = start;
        return BinaryPrimitives.ReadUInt32LittleEndian(word);
    }

    private static Array Grown(Array data, ElementType type, int used, int length)
    {
        Array longer = NdArray.Allocate(type, length);
        Array.Copy(data, longer, used);
        return longer;
    }

    private static void Reverse(Span<byte> bytes, int size)
    {
        Span<ushort> words2 = MemoryMarshal.Cast<byte, ushort>(bytes);
        Span<uint> words4 = MemoryMarshal.Cast<byte, uint>(bytes);
        Span<ulong> words8 = MemoryMarshal.Cast<byte, ulong>(bytes);
        if (size == 2) BinaryPrimitives.ReverseEndianness(words2, words2);
        if (size == 4) BinaryPrimitives.ReverseEndianness(words4, words4);
        if (size == 8) BinaryPrimitives.ReverseEndianness(words8, words8);
    }

    /// <summary>In a <see cref="bool"/>, only 0 and 1 are safe.</summary>
    private static void Normalize(Span<byte> bytes)
    {
        foreach (ref byte value in bytes) value = value == 0 ? (byte)0 : (byte)1;
    }
}
