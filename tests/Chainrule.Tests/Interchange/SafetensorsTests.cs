using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Kernels;

namespace Chainrule.Tests.Interchange;

public class SafetensorsTests
{
    private static readonly SafeTensor[] Small =
    [
        new("0.weight", "F32", [2, 3], MemoryMarshal.AsBytes<float>([1, -2, 3.5f, 0, float.NaN, 1e-40f]).ToArray()),
        new("größe \"x\"", "I64", [], MemoryMarshal.AsBytes<long>([long.MinValue]).ToArray()),
        new("empty", "F64", [0, 4], Array.Empty<byte>()),
        new("mask", "BOOL", [3], new byte[] { 0, 1, 1 }),
    ];

    [Fact]
    public void What_is_written_is_read_again()
    {
        using TemporaryFile file = new();
        Dictionary<string, string> metadata = new() { ["recipe"] = "name: a\n# \"ü\"", ["empty"] = "" };
        Safetensors.Write(file.Path, Small, metadata);
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> texts) = Safetensors.Read(file.Path);
        Assert.Equal(metadata, texts);
        Assert.Equal(Small.Select(tensor => (tensor.Name, tensor.Type)), tensors.Select(tensor => (tensor.Name, tensor.Type)));
        foreach ((SafeTensor written, SafeTensor read) in Small.Zip(tensors))
        {
            Assert.Equal(written.Shape, read.Shape);
            Assert.Equal(written.Data.ToArray(), read.Data.ToArray());
        }
        Assert.Equal(["file"], file.Files);
    }

    [Fact]
    public void The_layout_is_that_of_the_format()
    {
        using TemporaryFile file = new();
        Safetensors.Write(file.Path, Small[..1]);
        byte[] bytes = File.ReadAllBytes(file.Path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal("""{"0.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}""",
            Encoding.UTF8.GetString(bytes, 8, header).TrimEnd());
        Assert.Equal(0, (8 + header) % 8);
        Assert.Equal(8 + header + 24, bytes.Length);
        Assert.Equal(Small[0].Data.ToArray(), bytes[^24..]);
    }

    [Theory]
    [InlineData("F64", "000000000000f8bf", -1.5)]
    [InlineData("F32", "0000c0bf", -1.5)]
    [InlineData("F16", "00be", -1.5)]
    [InlineData("F16", "0100", 5.9604644775390625e-8)] // The smallest one: 2⁻²⁴.
    [InlineData("BF16", "c0bf", -1.5)]
    [InlineData("BF16", "803f", 1)]
    [InlineData("I64", "feffffffffffffff", -2)]
    [InlineData("I32", "feffffff", -2)]
    [InlineData("I16", "feff", -2)]
    [InlineData("I8", "fe", -2)]
    [InlineData("U64", "ffffffffffffffff", 18446744073709551615.0)]
    [InlineData("U32", "feffffff", 4294967294)]
    [InlineData("U16", "feff", 65534)]
    [InlineData("U8", "fe", 254)]
    [InlineData("BOOL", "01", 1)]
    public void Elements_of_every_type_are_read_as_numbers(string type, string bytes, double value)
    {
        SafeTensor tensor = new("x", type, [2], Convert.FromHexString(bytes + bytes));
        Assert.Equal(2, tensor.Length);
        Assert.Equal(value, tensor[0]);
        Assert.Equal(value, tensor[1]);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 8, "does not fit its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 8, "does not fit its shape or the 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "does not fit its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", 0, "does not fit its shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 8, "does not fit its shape")]
    [InlineData("""{"a":{"dtype":"F7","shape":[1],"data_offsets":[0,4]}}""", 4, "is of unknown type 'F7'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "1 offsets; expected a beginning and an end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        4, "expected byte 4, where the one before it ends")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        12, "its tensors end at byte 8 of the data, which has 12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "begins at byte 4 of the data; expected byte 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "damaged safetensors header")]
    [InlineData("""{"a":[]}""", 4, "damaged safetensors header")]
    [InlineData("""["a"]""", 4, "damaged safetensors header")]
    [InlineData("""{"__metadata__":{"a":1}}""", 4, "damaged safetensors header")]
    [InlineData("""{"a":""", 4, "damaged safetensors header")]
    public void A_damaged_header_is_an_error_that_says_what_is_wrong(string header, int data, string message)
    {
        DataException error = Assert.Throws<DataException>(() => Safetensors.Read(Bytes(header, data), "x.safetensors"));
        Assert.StartsWith("x.safetensors: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("0100000000000000")]
    [InlineData("ffffffffffffffff")]
    [InlineData("ffffffffffffff7f7b7d")]
    [InlineData("03000000000000007b7d")]
    public void A_file_that_is_cut_off_is_an_error(string bytes) =>
        Assert.Contains("is no safetensors file",
            Assert.Throws<DataException>(() => Safetensors.Read(Convert.FromHexString(bytes), "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_an_error_that_names_it()
    {
        using TemporaryFile file = new();
        Assert.Contains(file.Path, Assert.Throws<DataException>(() => Safetensors.Read(file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thirty_thousand_damaged_files_give_tensors_or_a_data_exception_and_take_little_memory()
    {
        using TemporaryFile file = new();
        Safetensors.Write(file.Path, Small, new Dictionary<string, string> { ["a"] = "b" });
        byte[] whole = File.ReadAllBytes(file.Path);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(whole);
        string header = Encoding.UTF8.GetString(whole, 8, length);
        RandomStream random = new(5, RandomPurpose.Generator);
        int errors = 0;
        for (int i = 0; i < 30_000; i++)
        {
            byte[] damaged = i % 2 == 0 ? Damage.Of(whole, ref random) : Bytes(Damage.Of(header, ref random), whole.Length - 8 - length);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                foreach (SafeTensor tensor in Safetensors.Read(damaged, "x").Tensors)
                    for (int element = 0; element < tensor.Length; element++) _ = tensor[element];
            }
            catch (DataException)
            {
                errors++;
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 1 << 20, $"{allocated} bytes for {Convert.ToHexString(damaged)}");
        }
        Assert.InRange(errors, 10_000, 29_999);
    }

    [Fact]
    public void A_failed_write_leaves_the_file_before_as_it_was()
    {
        using TemporaryFile file = new();
        Safetensors.Write(file.Path, Small);
        byte[] before = File.ReadAllBytes(file.Path);
        Assert.Throws<InvalidOperationException>(() => Safetensors.Write(file.Path, Broken()));
        Assert.Equal(before, File.ReadAllBytes(file.Path));
        Assert.Equal(["file"], file.Files);

        static IEnumerable<SafeTensor> Broken()
        {
            yield return Small[0];
            throw new InvalidOperationException();
        }
    }

    private static byte[] Bytes(string header, int data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), bytes = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        return bytes;
    }
}
