using Chainrule.Data;
using Chainrule.Tests.Data;

namespace Chainrule.Tests.Oracles;

/// <summary>Arrays go to NumPy and come back.</summary>
public class NumPyFilesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NumPy_reads_what_is_written_here_and_writes_what_is_read_here(bool compress)
    {
        string folder = Directory.CreateTempSubdirectory("chainrule-numpy-").FullName;
        try
        {
            List<KeyValuePair<string, NdArray>> arrays =
                [.. Enum.GetValues<ElementType>()
                    .Select((type, i) => KeyValuePair.Create($"{type}.weight", Arrays.Random(type, [3, 1 + i, 2], i)))];
            arrays.Add(new("scalar", Arrays.Random(ElementType.Double, [], 1)));
            arrays.Add(new("empty", Arrays.Random(ElementType.Single, [0, 4], 2)));
            string file = Path.Combine(folder, "a.npz"), stored = Path.Combine(folder, "stored.npz"),
                deflated = Path.Combine(folder, "deflated.npz");
            Npz.Write(file, arrays, compress);
            string[] seen = Peer.Run(Peer.Python, Path.Combine(Peer.Folder, "numpy_peer.py"), file, stored, deflated).TrimEnd().Split('\n');
            Assert.Equal(arrays.Select(array =>
                $"{array.Key} {TypeOf(array.Value.ElementType)} {string.Join(' ', array.Value.Shape.ToArray())}".TrimEnd()), seen);
            foreach (string copy in (string[])[stored, deflated])
            {
                IReadOnlyDictionary<string, NdArray> back = Npz.Read(copy);
                Assert.Equal(arrays.Select(array => array.Key), back.Keys);
                foreach ((string name, NdArray array) in arrays) Assert.True(Arrays.Same(array, back[name]), $"{name} of {copy}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string TypeOf(ElementType type) => type switch
    {
        ElementType.Boolean => "|b1",
        ElementType.SByte => "|i1",
        ElementType.Byte => "|u1",
        ElementType.Int16 => "<i2",
        ElementType.UInt16 => "<u2",
        ElementType.Int32 => "<i4",
        ElementType.UInt32 => "<u4",
        ElementType.Int64 => "<i8",
        ElementType.UInt64 => "<u8",
        ElementType.Half => "<f2",
        ElementType.Single => "<f4",
        _ => "<f8",
    };
}
