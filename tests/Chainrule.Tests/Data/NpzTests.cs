using System.Buffers.Binary;
using System.IO.Compression;
using Chainrule.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Chainrule.Tests.Data;

/// <summary>The golden files were written by NumPy 1.24.2 with <c>numpy.savez</c> and <c>numpy.savez_compressed</c>.</summary>
public class NpzTests
{
    private static IReadOnlyDictionary<string, NdArray> Read(byte[] file, params string[] names) =>
        Npz.Read(new MemoryStream(file), "file", names);

    [Theory]
    [InlineData("stored.npz")]
    [InlineData("deflated.npz")]
    public void Files_that_NumPy_wrote_are_read(string name)
    {
        IReadOnlyDictionary<string, NdArray> arrays = Npz.Read(Arrays.Golden(name));
        Assert.Equal(["x", "y"], arrays.Keys);
        Assert.Equal(new[] { 0, 0.125f, 0.25f, 0.375f, 0.5f, 0.625f, 0.75f, 0.875f }, arrays["x"].Data);
        Assert.Equal([4, 2], arrays["x"].Shape);
        Assert.Equal(new long[] { 0, 1, 1, 0 }, arrays["y"].Data);
    }

    [Fact]
    public void Any_arrays_are_read_back_as_they_were_written() =>
        Prop.ForAll(Gen.ListOf(Arrays.Any.Generator).Zip(Gen.Choose(0, 1)).ToArbitrary(), pair =>
        {
            (string Name, NdArray Array)[] arrays = [.. pair.Item1.Select((array, i) => ($"array {i}", array))];
            IReadOnlyDictionary<string, NdArray> read = Read(Arrays.Npz(pair.Item2 == 1, arrays));
            return read.Count == arrays.Length && arrays.All(item => Arrays.Same(item.Array, read[item.Name]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_arrays_give_the_same_bytes()
    {
        byte[] first = Arrays.Npz(true, ("a", NdArray.Create<int>([1, 2], 2)));
        Thread.Sleep(2100); // zip files tell time in steps of two seconds
        Assert.Equal(first, Arrays.Npz(true, ("a", NdArray.Create<int>([1, 2], 2))));
    }

    [Fact]
    public void Only_the_arrays_asked_for_are_read()
    {
        byte[] file = Arrays.Npz(true, ("a", NdArray.Create<int>([1], 1)), ("b", NdArray.Create<int>([2], 1)));
        Assert.Equal(["b"], Read(file, "b").Keys);
        Arrays.Fails(() => Read(file, "b", "c"), "file: there is no array 'c'; the file holds a, b");
    }

    [Fact]
    public void Names_are_names_and_never_paths()
    {
        NdArray array = NdArray.Create<int>([1], 1);
        Assert.Equal(["../../etc/x", "/abs", "ü"], Read(Arrays.Npz(true, ("../../etc/x", array), ("/abs", array), ("ü", array))).Keys);
        Arrays.Fails(() => Arrays.Npz(true, ("a", array), ("a", array)), "Two arrays are named 'a'");
    }

    [Fact]
    public void Entries_that_are_no_arrays_are_left_aside()
    {
        MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (Stream text = zip.CreateEntry("readme.txt").Open()) text.Write("hello"u8);
            using Stream array = zip.CreateEntry("a.npy").Open();
            Npy.Write(array, NdArray.Create<int>([1], 1));
        }
        Assert.Equal(["a"], Read(stream.ToArray()).Keys);
    }

    [Fact]
    public void Damage_is_named()
    {
        byte[] file = Arrays.Npz(false, ("a", NdArray.Create<byte>([1, 2, 3], 3)));
        Arrays.Fails(() => Read([]), "file: the file is damaged");
        Arrays.Fails(() => Read([1, 2, 3]), "file: the file is damaged");
        int element = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[1, 2, 3]);
        file[element]++;
        Arrays.Fails(() => Read(file), "file/a.npy", "checksum");
    }

    [Fact]
    public void An_entry_that_claims_more_than_deflate_can_reach_is_refused_unread()
    {
        byte[] file = Arrays.Npz(true, ("a", NdArray.Create<byte>([1, 2, 3], 3)));
        int directory = file.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(directory + 24), 2_000_000_000);
        Arrays.Fails(() => Read(file), "file/a.npy", "to 2000000000", "1032");
    }

    [Fact]
    public void Entries_that_overlap_are_refused()
    {
        byte[] file = Arrays.Npz(false, ("a", Arrays.Random(ElementType.Byte, [5000], 1)));
        int directory = file.AsSpan().IndexOf("PK\u0001\u0002"u8), end = file.AsSpan().IndexOf("PK\u0005\u0006"u8);
        byte[] again = file[directory..end], tail = file[end..];
        again[46] = (byte)'b';
        BinaryPrimitives.WriteUInt16LittleEndian(tail.AsSpan(8), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(tail.AsSpan(10), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(tail.AsSpan(12), (uint)(2 * again.Length));
        Arrays.Fails(() => Read([.. file[..end], .. again, .. tail]), "do not overlap");
    }

    [Fact]
    public void A_header_that_promises_gigabytes_takes_little_memory()
    {
        byte[] header = [0x93, .. "NUMPY"u8, 1, 0, 61, 0, .. "{'descr': '<f8', 'fortran_order': False, 'shape': (200000000,)}"u8];
        header[8] = (byte)(header.Length - 10);
        MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (Stream entry = zip.CreateEntry("a.npy").Open())
            entry.Write([.. header, .. new byte[1000]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Arrays.Fails(() => Read(stream.ToArray()), "announces 1600000000 bytes", $"ends at byte {header.Length + 1000}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000);
    }

    [Fact]
    public void Large_arrays_that_shrink_well_are_read_back()
    {
        NdArray zeros = NdArray.Create(new double[500_000], 500, 1000);
        Assert.True(Arrays.Same(zeros, Read(Arrays.Npz(true, ("a", zeros)))["a"]));
    }
}
