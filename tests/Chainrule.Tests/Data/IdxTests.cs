using Chainrule.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Chainrule.Tests.Data;

public class IdxTests
{
    private static NdArray Read(byte[] file) => Idx.Read(new MemoryStream(file), "file");

    [Fact]
    public void Every_element_type_is_read()
    {
        Assert.Equal(new byte[] { 7, 255 }, Read([0, 0, 8, 1, 0, 0, 0, 2, 7, 255]).Data);
        Assert.Equal(new sbyte[] { 7, -1 }, Read([0, 0, 9, 1, 0, 0, 0, 2, 7, 255]).Data);
        Assert.Equal(new short[] { 258, -2 }, Read([0, 0, 11, 1, 0, 0, 0, 2, 1, 2, 255, 254]).Data);
        Assert.Equal(new[] { 0x01020304 }, Read([0, 0, 12, 1, 0, 0, 0, 1, 1, 2, 3, 4]).Data);
        Assert.Equal(new[] { 1.5f }, Read([0, 0, 13, 1, 0, 0, 0, 1, 0x3F, 0xC0, 0, 0]).Data);
        Assert.Equal(new[] { -2.0 }, Read([0, 0, 14, 1, 0, 0, 0, 1, 0xC0, 0, 0, 0, 0, 0, 0, 0]).Data);
        Assert.Equal(new byte[] { 42 }, Read([0, 0, 8, 0, 42]).Data);
    }

    [Fact]
    public void Any_array_is_read_back_packed_or_not() =>
        Prop.ForAll(Gen.Elements((8, 1), (9, 1), (11, 2), (12, 4), (13, 4), (14, 8)).Zip(Gen.ArrayOf(Gen.Choose(0, 5), 3)).ToArbitrary(),
            pair =>
        {
            ((int type, int size), int[] shape) = pair;
            byte[] file = Arrays.Idx((byte)type, size, shape, seed: type);
            NdArray array = Read(file);
            byte[] elements = [.. file[16..].Chunk(size).SelectMany(word => word.Reverse())];
            return array.Shape.SequenceEqual(shape) && Arrays.Bytes(array).SequenceEqual(elements)
                && Arrays.Same(array, Read(Arrays.Gzip(file)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Large_packed_files_grow_as_they_are_read()
    {
        byte[] file = Arrays.Idx(12, 4, [1_000_003], seed: 1);
        Array.Clear(file, 8, 3_000_000); // shrinks to a fourth, so the array has to grow
        NdArray plain = Read(file), packed = Read(Arrays.Gzip(file));
        Assert.True(Arrays.Same(plain, packed));
        byte[] zeros = [.. file[..8], .. new byte[4_000_012]];
        Assert.Equal(new int[1_000_003], Read(Arrays.Gzip(zeros)).Data);
    }

    [Fact]
    public void Streams_that_cannot_seek_are_read()
    {
        byte[] file = Arrays.Gzip(Arrays.Idx(8, 1, [3, 4], 1));
        using Stream forward = new ForwardStream(file);
        Assert.Equal(12, Idx.Read(forward).Length);
    }

    [Fact]
    public void Mistakes_are_named_with_file_and_position()
    {
        Arrays.Fails(() => Read([1, 0, 8, 1]), "file: ", "magic number at byte 0 is 01000801");
        Arrays.Fails(() => Read([0, 0, 10, 1]), "element type at byte 2 is 0A");
        Arrays.Fails(() => Read([0, 0, 8, 1, 0, 0, 0, 3, 1, 2]), "announces 3 bytes of elements from byte 8", "ends at byte 10");
        Arrays.Fails(() => Read([0, 0, 8, 1, 0, 0, 0, 1, 1, 2]), "announces 1 bytes", "1 more bytes follow at byte 9");
        Arrays.Fails(() => Read([0, 0, 8, 1, 255, 255, 255, 255]), "(-1,)");
        Arrays.Fails(() => Read([0, 0, 8, 2, 127, 255, 255, 255, 127, 255, 255, 255]), "(2147483647, 2147483647)");
        Arrays.Fails(() => Read(Arrays.Gzip([0, 0, 8, 1, 0, 0, 0, 3, 1, 2])), "data ends at byte 10", "expected at least 1 more");
        Arrays.Fails(() => Read(Arrays.Gzip([0, 0, 8, 1, 0, 0, 0, 1, 1, 2])), "more data follows at byte 9");
        Arrays.Fails(() => Idx.Read("/nowhere/to/be/found"), "/nowhere/to/be/found: the file does not exist");
        Arrays.Fails(() => Idx.Read(Path.GetTempPath()), "cannot be read");
    }

    [Fact]
    public void Packed_files_are_checked_against_their_checksum_and_size()
    {
        byte[] file = Arrays.Gzip([0, 0, 8, 1, 0, 0, 0, 2, 1, 2]);
        file[^8] ^= 1;
        Arrays.Fails(() => Read(file), "packed data is damaged");
        file[^8] ^= 1;
        Arrays.Fails(() => Read([.. file, .. file]), "more data follows at byte 10");
        Arrays.Fails(() => Read(file[..^9]), "file: ");
        Assert.Equal(2, Read(file).Length);
    }

    [Fact]
    public void A_packed_header_that_promises_gigabytes_takes_little_memory()
    {
        byte[] file = Arrays.Gzip([0, 0, 8, 1, 127, 255, 255, 0, 1, 2, 3]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Arrays.Fails(() => Read(file), "data ends at byte 11");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000);
    }

    /// <summary>A stream that cannot seek.</summary>
    private sealed class ForwardStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override long Length => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin loc) => throw new NotSupportedException();
    }
}
