using System.Buffers.Binary;
using System.Text.Json;
using Chainrule.Data;

namespace Chainrule.Interchange;

/// <summary>A named array in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The element type as the format spells it: <c>F32</c>, <c>F64</c>, <c>I64</c>, …</param>
/// <param name="Shape">The extents, the slowest first; none for a scalar.</param>
/// <param name="Data">The elements, little-endian and row-major.</param>
public sealed record SafeTensor(string Name, string Type, IReadOnlyList<int> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>The bytes of one element; 0 for a type that the format does not know.</summary>
    public int ElementSize => SizeOf(Type);

    /// <summary>The number of elements.</summary>
    public int Length => Data.Length / ElementSize;

    /// <summary>The element at an index, as a double; integers beyond 2⁵³ are rounded.</summary>
    /// <exception cref="DataException">The format does not know the element type.</exception>
    public double this[int index]
    {
        get
        {
            ReadOnlySpan<byte> at = Data.Span[(index * ElementSize)..];
            return Type switch
            {
                "F64" => BinaryPrimitives.ReadDoubleLittleEndian(at),
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(at),
                "F16" => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
                "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(at) << 16),
                "I64" => BinaryPrimitives.ReadInt64LittleEndian(at),
                "I32" => BinaryPrimitives.ReadInt32LittleEndian(at),
                "I16" => BinaryPrimitives.ReadInt16LittleEndian(at),
                "I8" => (sbyte)at[0],
                "U64" => BinaryPrimitives.ReadUInt64LittleEndian(at),
                "U32" => BinaryPrimitives.ReadUInt32LittleEndian(at),
                "U16" => BinaryPrimitives.ReadUInt16LittleEndian(at),
                "U8" or "BOOL" => at[0],
                _ => throw new DataException($"The tensor '{Name}' holds '{Type}', which is unknown here."),
            };
        }
    }

    internal static int SizeOf(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => 0,
    };
}

/// <summary>Reads and writes the safetensors format: eight bytes of header length, a JSON header, the data.</summary>
/// <remarks>Reading allocates no more than the file is long, and runs nothing.</remarks>
public static class Safetensors
{
    private const string Metadata = "__metadata__";

    /// <summary>The bytes that say how long the header is, and how long it may be.</summary>
    private const int LengthSize = 8, LongestHeader = 100_000_000;

    /// <summary>Writes a file beside <paramref name="path"/>, flushes it to the disk and renames it, so that no half-written file is ever
    /// seen.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The arrays, in the order in which they are to lie.</param>
    /// <param name="metadata">Texts to go with them.</param>
    public static void Write(string path, IEnumerable<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        List<SafeTensor> all = [.. tensors];
        AtomicFile.Write(path, stream =>
        {
            byte[] header = Header(all, metadata);
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (SafeTensor tensor in all) stream.Write(tensor.Data.Span);
        });
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">The file does not follow the format, or is missing; the message says where and how.</exception>
    public static (IReadOnlyList<SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(string path)
    {
        try
        {
            using FileStream stream = FileSystem.OpenRead(path);
            byte[] start = new byte[Math.Min(LengthSize, stream.Length)];
            stream.ReadExactly(start);
            byte[] header = new byte[HeaderLength(start, stream.Length, path)];
            stream.ReadExactly(header);
            long length = stream.Length - LengthSize - header.Length;
            (List<Place> places, Dictionary<string, string> metadata) = Parse(header, length, path);
            // Nothing is read that the header does not account for.
            byte[] data = new byte[length];
            stream.ReadExactly(data);
            return (Tensors(places, data), metadata);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(e is FileNotFoundException or DirectoryNotFoundException ? "the file does not exist."
                : $"the file cannot be read ({e.Message.TrimEnd('.')}).", path);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="DataException">The bytes do not follow the format.</exception>
    public static (IReadOnlyList<SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(ReadOnlyMemory<byte> file,
        string name)
    {
        int data = LengthSize + HeaderLength(file.Span, file.Length, name);
        (List<Place> places, Dictionary<string, string> metadata) = Parse(file[LengthSize..data], file.Length - data, name);
        return (Tensors(places, file[data..]), metadata);
    }

    private static SafeTensor[] Tensors(List<Place> places, ReadOnlyMemory<byte> data) =>
        [.. places.Select(place => new SafeTensor(place.Name, place.Type, place.Shape, data[place.Begin..place.End]))];

    private static int HeaderLength(ReadOnlySpan<byte> start, long fileLength, string name)
    {
        if (fileLength < LengthSize)
            throw new DataException($"the file is no safetensors file: it has {fileLength} bytes, and the length of the header alone "
                + $"takes {LengthSize}.", name);
        long length = BinaryPrimitives.ReadInt64LittleEndian(start);
        if (length < 2 || length > fileLength - LengthSize || length > LongestHeader)
            throw new DataException($"the file is no safetensors file, or is cut off: its header is said to have {length} bytes, "
                + $"and the file has {fileLength}.", name);
        if (fileLength > Array.MaxLength)
            throw new DataException($"the file has {fileLength} bytes; no more than {Array.MaxLength} can be read.", name);
        return (int)length;
    }

    private static (List<Place> Places, Dictionary<string, string> Metadata) Parse(ReadOnlyMemory<byte> header, long dataLength,
        string name)
    {
        List<Place> places = [];
        Dictionary<string, string> metadata = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(header);
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
                if (entry.Name == Metadata)
                    foreach (JsonProperty text in entry.Value.EnumerateObject()) metadata[text.Name] = text.Value.GetString() ?? "";
                else
                    places.Add(PlaceOf(entry, dataLength, name));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new DataException($"the file has a damaged safetensors header: {e.Message}", name);
        }
        int end = 0;
        foreach (Place place in places.OrderBy(place => place.Begin).ThenBy(place => place.End))
        {
            if (place.Begin != end)
                throw new DataException($"the file has a damaged safetensors header: tensor '{place.Name}' begins at byte {place.Begin} "
                    + $"of the data; expected byte {end}, where the one before it ends.", name);
            end = place.End;
        }
        if (end != dataLength)
            throw new DataException($"the file has a damaged safetensors header: its tensors end at byte {end} of the data, which has "
                + $"{dataLength} bytes.", name);
        return (places, metadata);
    }

    private static Place PlaceOf(JsonProperty entry, long dataLength, string file)
    {
        string type = entry.Value.GetProperty("dtype").GetString() ?? "";
        int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())];
        JsonElement offsets = entry.Value.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2)
            throw new DataException($"tensor '{entry.Name}' has {offsets.GetArrayLength()} offsets; expected a beginning and an end.",
                file);
        long begin = offsets[0].GetInt64(), end = offsets[1].GetInt64(), size = SafeTensor.SizeOf(type);
        if (size == 0) throw new DataException($"tensor '{entry.Name}' is of unknown type '{type}'.", file);
        foreach (int extent in shape)
        {
            size = extent < 0 ? -1 : Math.BigMul((ulong)size, (ulong)extent, out ulong low) == 0 && low <= int.MaxValue ? (long)low : -1;
            if (size < 0) break;
        }
        if (begin < 0 || end < begin || end > dataLength || end - begin != size)
            throw new DataException($"tensor '{entry.Name}' of {type} [{string.Join(", ", shape)}] is placed at bytes {begin} to {end}, "
                + $"which does not fit its shape or the {dataLength} bytes of data; the file is damaged or cut off.", file);
        return new(entry.Name, type, shape, (int)begin, (int)end);
    }

    /// <summary>Where a tensor lies in the data.</summary>
    private sealed record Place(string Name, string Type, int[] Shape, int Begin, int End);

    private static byte[] Header(List<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(Metadata);
                foreach ((string key, string text) in metadata) json.WriteString(key, text);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (SafeTensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type);
                json.WriteStartArray("shape");
                foreach (int extent in tensor.Shape) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Data.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // Readers map the data into memory, so it starts at a multiple of eight.
        while (stream.Length % 8 != 0) stream.WriteByte((byte)' ');
        return stream.ToArray();
    }
}
