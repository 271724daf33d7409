using Chainrule.Data;
using Chainrule.Kernels;

namespace Chainrule.Tests.Data;

/// <summary>Whatever bytes a reader is given, only a <see cref="DataException"/> may escape, and memory stays in proportion to the
/// bytes.</summary>
public class DamagedFilesTests
{
    private const int Mutations = 20_000;

    private static readonly byte[][] idx =
    [
        Arrays.Idx(8, 1, [3, 4], 1), Arrays.Idx(14, 8, [2, 2], 2), Arrays.Gzip(Arrays.Idx(8, 1, [3, 4], 1)),
            Arrays.Gzip(Arrays.Idx(11, 2, [40, 40], 3)),
    ];

    private static readonly byte[][] npy =
        [.. Directory.GetFiles(Arrays.Golden(""), "*.npy").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static readonly byte[][] npz =
    [
        File.ReadAllBytes(Arrays.Golden("stored.npz")), File.ReadAllBytes(Arrays.Golden("deflated.npz")),
        Arrays.Npz(true, ("a", Arrays.Random(ElementType.Single, [10], 1)), ("b", Arrays.Random(ElementType.Byte, [], 2))),
    ];

    private static readonly byte[][] png =
        [.. Directory.GetFiles(Arrays.Golden("png"), "*.png").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static void ReadPng(byte[] file) => Png.Read(file, "x.png");

    private static void ReadIdx(byte[] file) => Idx.Read(new MemoryStream(file));

    private static void ReadNpy(byte[] file) => Npy.Read(new MemoryStream(file));

    private static void ReadNpz(byte[] file) => Npz.Read(new MemoryStream(file));

    [Fact]
    public void An_idx_file_cut_short_anywhere_is_refused() => CutShort(idx, ReadIdx);

    [Fact]
    public void An_npy_file_cut_short_anywhere_is_refused() =>
        CutShort([.. npy.Where(file => Record.Exception(() => ReadNpy(file)) is null)], ReadNpy);

    [Fact]
    public void An_npz_file_cut_short_anywhere_is_refused() => CutShort(npz, ReadNpz);

    [Fact]
    public void A_damaged_idx_file_gives_a_data_exception_or_an_array() => Mutate(idx, ReadIdx, 1);

    [Fact]
    public void A_damaged_npy_file_gives_a_data_exception_or_an_array() => Mutate(npy, ReadNpy, 2);

    [Fact]
    public void A_damaged_npz_file_gives_a_data_exception_or_arrays() => Mutate(npz, ReadNpz, 3);

    [Fact]
    public void A_png_file_cut_short_anywhere_is_refused() => CutShort([.. png.Where((_, i) => i % 4 == 0)], ReadPng);

    [Fact]
    public void A_damaged_png_file_gives_a_data_exception_or_a_picture() => Mutate(png, ReadPng, 4);

    [Fact]
    public void A_png_file_that_is_damaged_behind_right_checksums_gives_a_data_exception_or_a_picture() =>
        Mutate([.. png.Select(file => file[8..])], chunks => ReadPng([.. png[0][..8], .. WithChecksums(chunks)]), 5);

    /// <summary>The chunks with the checksums that they should have, so that what is behind these is reached.</summary>
    private static byte[] WithChecksums(byte[] chunks)
    {
        byte[] right = [.. chunks];
        for (int at = 0; at + 12 <= right.Length;)
        {
            uint length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(right.AsSpan(at));
            if (length > right.Length - at - 12) break;
            Crc32 checksum = new();
            checksum.Append(right.AsSpan(at + 4, 4 + (int)length));
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(right.AsSpan(at + 8 + (int)length), checksum.Value);
            at += 12 + (int)length;
        }
        return right;
    }

    private static void CutShort(byte[][] files, Action<byte[]> read)
    {
        foreach (byte[] file in files)
            for (int length = 0; length < file.Length; length++)
                Assert.True(Record.Exception(() => read(file[..length])) is DataException, $"cut to {length} of {file.Length} bytes");
    }

    private static void Mutate(byte[][] files, Action<byte[]> read, ulong seed)
    {
        for (int i = 0; i < Mutations; i++)
        {
            RandomStream random = new(seed, RandomPurpose.Generator, (ulong)i);
            byte[] file = Mutated(files[i % files.Length], ref random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(file);
            }
            catch (DataException)
            {
            }
            catch (Exception error)
            {
                Assert.Fail($"Mutation {i} of seed {seed}: {error}");
            }
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2_000_000, $"Mutation {i} of seed {seed} took too much memory.");
        }
    }

    /// <summary>One to four changes: a byte set, a bit flipped, bytes cut out, doubled, inserted, or the end cut off.</summary>
    private static byte[] Mutated(byte[] file, ref RandomStream random)
    {
        ReadOnlySpan<byte> telling = [0, 1, 0x7F, 0x80, 0xFF, (byte)'(', (byte)'\'', (byte)'9'];
        List<byte> bytes = [.. file];
        for (int change = random.Next(4); change >= 0 && bytes.Count > 0; change--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(1 + random.Next(8), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0: bytes[at] = telling[random.Next(telling.Length)]; break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes[at] = (byte)random.NextUInt32(); break;
                case 3: bytes.RemoveRange(at, length); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 5: bytes.Insert(at, telling[random.Next(telling.Length)]); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }
        return [.. bytes];
    }
}
