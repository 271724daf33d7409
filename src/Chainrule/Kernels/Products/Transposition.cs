using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Chainrule.Kernels.Threads;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Products;

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
        for (int k = 0; k < columns; k += Block)
        {
            // So many rows side by side are more streams than the machine foresees by itself.
            if (Sse.IsSupported && k + Block < columns)
                for (int i = 0; i < rows; i++)
                    for (int ahead = Block; ahead < 2 * Block; ahead += Line / sizeof(T))
                        Sse.Prefetch0(source + i * sourceStride + k + ahead);
            Columns(source + k, sourceStride, rows, Math.Min(Block, columns - k), target + k * targetStride, targetStride);
        }
    }

    /// <summary>How many columns are turned at a time: whole cache lines of the source, and a part of the target that stays in the first
    /// cache.</summary>
    private const int Block = Blocks.AreTiny ? 5 : 32;

    /// <summary>The bytes of a cache line.</summary>
    private const int Line = AlignedMemory.Line;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns<T>(T* source, nint sourceStride, int rows, int columns, T* target, nint targetStride) where T : unmanaged
    {
        int i = 0;
        if (sizeof(T) == 4 && Avx.IsSupported)
            for (; i <= rows - 8; i += 8)
                EightRows((float*)source + i * sourceStride, sourceStride, columns, (float*)target + i, targetStride);
        else if (sizeof(T) == 8 && Avx.IsSupported)
            for (; i <= rows - 4; i += 4)
                FourRows((double*)source + i * sourceStride, sourceStride, columns, (double*)target + i, targetStride);
        if (sizeof(T) == 4 && HasShuffles)
            for (; i <= rows - 4; i += 4)
                FourRows((float*)source + i * sourceStride, sourceStride, columns, (float*)target + i, targetStride);
        else if (sizeof(T) == 8 && HasShuffles)
            for (; i <= rows - 2; i += 2)
                TwoRows((double*)source + i * sourceStride, sourceStride, columns, (double*)target + i, targetStride);
        for (; i < rows; i++)
            for (int k = 0; k < columns; k++) target[k * targetStride + i] = source[i * sourceStride + k];
    }

    private static bool HasShuffles => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>Blocks of 8×8: the lower and upper halves of rows four apart meet in a vector as they are loaded, so that two rounds of
    /// shuffles within the halves are enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightRows(float* source, nint sourceStride, int columns, float* target, nint targetStride)
    {
        float* row0 = source, row1 = row0 + sourceStride, row2 = row1 + sourceStride, row3 = row2 + sourceStride;
        nint down = 4 * sourceStride;
        int k = 0;
        for (; k <= columns - 4; k += 4, target += 4 * targetStride)
        {
            Vector256<float> a = Pair(row0 + k, row0 + k + down), b = Pair(row1 + k, row1 + k + down);
            Vector256<float> c = Pair(row2 + k, row2 + k + down), d = Pair(row3 + k, row3 + k + down);
            Vector256<double> low0 = Avx.UnpackLow(a, b).AsDouble(), low1 = Avx.UnpackLow(c, d).AsDouble();
            Vector256<double> high0 = Avx.UnpackHigh(a, b).AsDouble(), high1 = Avx.UnpackHigh(c, d).AsDouble();
            Avx.UnpackLow(low0, low1).AsSingle().Store(target);
            Avx.UnpackHigh(low0, low1).AsSingle().Store(target + targetStride);
            Avx.UnpackLow(high0, high1).AsSingle().Store(target + 2 * targetStride);
            Avx.UnpackHigh(high0, high1).AsSingle().Store(target + 3 * targetStride);
        }
        for (; k < columns; k++, target += targetStride)
        {
            Vector128.Create(row0[k], row1[k], row2[k], row3[k]).Store(target);
            Vector128.Create(row0[k + down], row1[k + down], row2[k + down], row3[k + down]).Store(target + 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(double* source, nint sourceStride, int columns, double* target, nint targetStride)
    {
        double* row0 = source, row1 = row0 + sourceStride;
        nint down = 2 * sourceStride;
        int k = 0;
        for (; k <= columns - 2; k += 2, target += 2 * targetStride)
        {
            Vector256<double> a = Pair(row0 + k, row0 + k + down), b = Pair(row1 + k, row1 + k + down);
            Avx.UnpackLow(a, b).Store(target);
            Avx.UnpackHigh(a, b).Store(target + targetStride);
        }
        if (k < columns) Vector256.Create(row0[k], row1[k], row0[k + down], row1[k + down]).Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Pair<T>(T* lower, T* upper) where T : unmanaged =>
        Vector256.Create(Vector128.Load(lower), Vector128.Load(upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(float* source, nint sourceStride, int columns, float* target, nint targetStride)
    {
        float* row0 = source, row1 = row0 + sourceStride, row2 = row1 + sourceStride, row3 = row2 + sourceStride;
        int k = 0;
        for (; k <= columns - 4; k += 4, target += 4 * targetStride)
        {
            Vector128<float> a = Vector128.Load(row0 + k), b = Vector128.Load(row1 + k), c = Vector128.Load(row2 + k),
                d = Vector128.Load(row3 + k);
            Vector128<double> low0 = Low(a, b).AsDouble(), low1 = Low(c, d).AsDouble(), high0 = High(a, b).AsDouble(),
                high1 = High(c, d).AsDouble();
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
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    /// <summary>The upper halves of both, element by element in turn.</summary>
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
