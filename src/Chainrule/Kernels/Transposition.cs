using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Chainrule.Kernels;

/// <summary>Turns rows into columns while copying.</summary>
internal static unsafe class Transposition
{
    /// <summary>target[k, i] = source[i, k] for the rows i and columns k of the source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="sourceStride">How far apart its rows are.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="target">The target.</param>
    /// <param name="targetStride">How far apart the target's rows are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<T>(T* source, nint sourceStride, int rows, int columns, T* target, nint targetStride) where T : unmanaged
    {
        int i = 0;
        if (sizeof(T) == 4 && HasShuffles)
            for (; i <= rows - 4; i += 4) FourRows((float*)source + i * sourceStride, sourceStride, columns, (float*)target + i, targetStride);
        else if (sizeof(T) == 8 && HasShuffles)
            for (; i <= rows - 2; i += 2) TwoRows((double*)source + i * sourceStride, sourceStride, columns, (double*)target + i, targetStride);
        for (; i < rows; i++)
            for (int k = 0; k < columns; k++) target[k * targetStride + i] = source[i * sourceStride + k];
    }

    private static bool HasShuffles => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(float* source, nint sourceStride, int columns, float* target, nint targetStride)
    {
        float* row0 = source, row1 = row0 + sourceStride, row2 = row1 + sourceStride, row3 = row2 + sourceStride;
        int k = 0;
        for (; k <= columns - 4; k += 4, target += 4 * targetStride)
        {
            Vector128<float> a = Vector128.Load(row0 + k), b = Vector128.Load(row1 + k), c = Vector128.Load(row2 + k), d = Vector128.Load(row3 + k);
            Vector128<double> low0 = Low(a, b).AsDouble(), low1 = Low(c, d).AsDouble(), high0 = High(a, b).AsDouble(), high1 = High(c, d).AsDouble();
            Low(low0, low1).AsSingle().Store(target);
            High(low0, low1).AsSingle().Store(target + targetStride);
            Low(high0, high1).AsSingle().Store(target + 2 * targetStride);
            High(high0, high1).AsSingle().Store(target + 3 * targetStride);
        }
        for (; k < columns; k++, target += targetStride) Vector128.Create(row0[k], row1[k], row2[k], row3[k]).Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoRows(double* source, nint sourceStride, int columns, double* target, nint targetStride)
    {
        double* row0 = source, row1 = row0 + sourceStride;
        int k = 0;
        for (; k <= columns - 2; k += 2, target += 2 * targetStride)
        {
            Vector128<double> a = Vector128.Load(row0 + k), b = Vector128.Load(row1 + k);
            Low(a, b).Store(target);
            High(a, b).Store(target + targetStride);
        }
        if (k < columns) Vector128.Create(row0[k], row1[k]).Store(target);
    }

    /// <summary>The lower halves of both, element by element in turn.</summary>
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    /// <summary>The upper halves of both, element by element in turn.</summary>
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
