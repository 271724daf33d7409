namespace Chainrule.Data;

/// <summary>The checksum of zip files: CRC-32 with the reflected polynomial EDB88320₁₆, eight bytes at a time.</summary>
/// <remarks>Source: Kounavis and Berry, "Novel table lookup-based algorithms for high-performance CRC generation", IEEE Transactions on
/// Computers 57(11), 2008 ("slicing by 8").</remarks>
internal sealed class Crc32
{
    private static readonly uint[][] tables = Tables();
    private uint state = uint.MaxValue;

    /// <summary>The checksum of what was taken in so far.</summary>
    public uint Value => ~state;

    /// <summary>Takes in more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = state;
        while (bytes.Length >= 8)
        {
            crc = tables[7][bytes[0] ^ crc & 0xFF] ^ tables[6][bytes[1] ^ crc >> 8 & 0xFF]
                ^ tables[5][bytes[2] ^ crc >> 16 & 0xFF] ^ tables[4][bytes[3] ^ crc >> 24]
                ^ tables[3][bytes[4]] ^ tables[2][bytes[5]] ^ tables[1][bytes[6]] ^ tables[0][bytes[7]];
            bytes = bytes[8..];
        }
        foreach (byte value in bytes) crc = tables[0][(crc ^ value) & 0xFF] ^ crc >> 8;
        state = crc;
    }

    private static uint[][] Tables()
    {
        uint[][] tables = [.. Enumerable.Range(0, 8).Select(_ => new uint[256])];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
            tables[0][value] = crc;
        }
        for (int slice = 1; slice < 8; slice++)
            for (int value = 0; value < 256; value++)
                tables[slice][value] = tables[slice - 1][value] >> 8 ^ tables[0][tables[slice - 1][value] & 0xFF];
        return tables;
    }
}
