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

    /// <summary>Writes a file beside <paramref name="path"/>, flushes it to the disk and renames it, so that no half-written file is ever
    /// seen.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The arrays, in the order in which they are to lie.</param>
    /// <param name="metadata">Texts to go with them.</param>
    public static void Write(string path, IEnumerable<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        List<SafeTensor> all = [.. tensors];
        string beside = path + ".tmp";
        try
        {
            using (FileStream stream = new(beside, FileMode.Create, FileAccess.Write))
            {
                byte[] header = Header(all, metadata);
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach (SafeTensor tensor in all) stream.Write(tensor.Data.Span);
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">The file does not follow the format, or is missing; the message says where and how.</exception>
    public static (IReadOnlyList<SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(string path)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException(e is FileNotFoundException or DirectoryNotFoundException ? "the file does not exist."
                : $"the file cannot be read: {e.Message}", path);
        }
        return Read(file, path);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="DataException">The bytes do not follow the format.</exception>
    public static (IReadOnlyList<SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(ReadOnlyMemory<byte> file,
        string name)
    {
        if (file.Length < 8)
            throw new DataException($"the file is no safetensors file: it has {file.Length} bytes, and the length of the header alone "
                + "takes 8.", name);
        long headerLength = BinaryPrimitives.ReadInt64LittleEndian(file.Span);
        if (headerLength < 2 || headerLength > file.Length - 8)
            throw new DataException($"the file is no safetensors file, or is cut off: its header is said to have {headerLength} bytes, "
                + $"and the file has {file.Length}.", name);
        List<SafeTensor> tensors = [];
        Dictionary<string, string> metadata = [];
        try
        {
            using JsonDocument header = JsonDocument.Parse(file.Slice(8, (int)headerLength));
            foreach (JsonProperty entry in header.RootElement.EnumerateObject())
                if (entry.Name == Metadata)
                    foreach (JsonProperty text in entry.Value.EnumerateObject()) metadata[text.Name] = text.Value.GetString() ?? "";
                else
                    tensors.Add(Tensor(entry, file[(8 + (int)headerLength)..], name));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new DataException($"the file has a damaged safetensors header: {e.Message}", name);
        }
        if (tensors.Sum(tensor => (long)tensor.Data.Length) > file.Length - 8 - headerLength)
            throw new DataException("the file has a damaged safetensors header: tensors lie on top of each other.", name);
        return (tensors, metadata);
    }

    private static SafeTensor Tensor(JsonProperty entry, ReadOnlyMemory<byte> data, string file)
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
        if (begin < 0 || end < begin || end > data.Length || end - begin != size)
            throw new DataException($"tensor '{entry.Name}' of {type} [{string.Join(", ", shape)}] is placed at bytes {begin} to {end}, "
                + $"which does not fit its shape or the {data.Length} bytes of data; the file is damaged or cut off.", file);
        return new SafeTensor(entry.Name, type, shape, data[(int)begin..(int)end]);
    }

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
