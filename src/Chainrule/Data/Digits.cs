using System.Numerics;

namespace Chainrule.Data;

/// <summary>1,797 real handwritten digits of 8×8 pixels with values from 0 to 16, which come with the library.</summary>
/// <remarks>Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998, test
/// part; CC BY 4.0.</remarks>
public static class Digits
{
    /// <summary>The digits: inputs of shape <c>[1, 8, 8]</c>, labels from 0 to 9.</summary>
    public static Dataset<T> Load<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NdArray images = Read("digits-images-idx3-ubyte.gz"), labels = Read("digits-labels-idx1-ubyte.gz");
        return DatasetMaker<T>.FromBytes((byte[])images.Data, [1, 8, 8], labels.ToLabels("digits"), 10, "digits", null, highest: 16);
    }

    private static NdArray Read(string resource)
    {
        using Stream stream = typeof(Digits).Assembly.GetManifestResourceStream(resource)!;
        return Idx.Read(stream, resource);
    }
}
