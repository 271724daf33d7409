using System.Numerics;
using System.Runtime.Intrinsics;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Products;

/// <summary>The tile kernels there are.</summary>
internal static unsafe class TileKernels<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly TileKernel<T>
        bits512 = Create<Vector512<T>, Vectors512<T>>(VectorWidth.Bits512, 12, 8),
        bits256 = Create<Vector256<T>, Vectors256<T>>(VectorWidth.Bits256, 6, 6),
        bits128 = Create<Vector128<T>, Vectors128<T>>(VectorWidth.Bits128, 6, 6),
        scalar = Create<T, ScalarVectors<T>>(VectorWidth.Scalar, 4, 4);

    /// <summary>All of them, the best first; not every machine supports every one.</summary>
    public static TileKernel<T>[] All => [bits512, bits256, bits128, scalar];

    /// <summary>The kernel of a width.</summary>
    public static TileKernel<T> Of(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => bits512,
        VectorWidth.Bits256 => bits256,
        VectorWidth.Bits128 => bits128,
        _ => scalar,
    };

    private static TileKernel<T> Create<TVector, TVectors>(VectorWidth width, int tallRows, int middleRows)
        where TVector : unmanaged where TVectors : struct, IVectors<T, TVector>
    {
        TileKernel<T> kernel = new(width, TVectors.Count, tallRows, middleRows,
            TileFunctions<T>.Create<TVector, TVectors, Packed, Packed>(tallRows, middleRows),
            TileFunctions<T>.Create<TVector, TVectors, Packed, Spread>(tallRows, middleRows),
            TileFunctions<T>.Create<TVector, TVectors, Spread, Packed>(tallRows, middleRows));
        TileLimits.Check(kernel);
        return kernel;
    }
}
