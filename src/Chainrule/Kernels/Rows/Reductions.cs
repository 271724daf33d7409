using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Threads;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Rows;

/// <summary>One number from many, in a fixed order: four sums side by side, so that no addition waits for the last one.</summary>
internal static unsafe class Reductions<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether no value is infinite or NaN.</summary>
    public static bool AllFinite(ReadOnlySpan<T> values)
    {
        fixed (T* x = values) return Vector.EqualsAll(Differences(x, values.Length), Vector<T>.Zero);
    }

    /// <summary>Whether no value is infinite or NaN.</summary>
    public static bool AllFinite(Team team, ReadOnlySpan<T> values)
    {
        bool isFound = false;
        int pieces = Cut.Evenly(values.Length, FinitePieces.Piece);
        fixed (T* x = values) team.Run(new FinitePieces(x, values.Length, &isFound, pieces), pieces);
        return !isFound;
    }

    /// <summary>max |x|; NaN where one is NaN, 0 where there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T LargestMagnitude(ReadOnlySpan<T> values)
    {
        fixed (T* x = values)
        {
            Vector<T> largest = default;
            int i = 0;
            for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
                largest = Vector.Max(Vector.Abs(Vector.Load(x + i)), largest);
            if (i < values.Length) largest = Vector.Max(Vector.Abs(Lanes.Load(x + i, values.Length - i)), largest);
            T result = T.Zero;
            for (int lane = 0; lane < Vector<T>.Count; lane++) result = T.Max(result, largest[lane]);
            return result;
        }
    }

    /// <summary>√Σ x², summed in double precision.</summary>
    public static double Norm(ReadOnlySpan<T> values)
    {
        fixed (T* x = values) return Math.Sqrt(Squares(x, values.Length));
    }

    /// <summary>Σ (x − x): the difference is 0 for finite numbers and NaN for the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector<T> Differences(T* x, int length)
    {
        int lanes = Vector<T>.Count, i = 0;
        Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
        for (; i <= length - 4 * lanes; i += 4 * lanes)
        {
            Vector<T> x0 = Vector.Load(x + i), x1 = Vector.Load(x + i + lanes), x2 = Vector.Load(x + i + 2 * lanes),
                x3 = Vector.Load(x + i + 3 * lanes);
            s0 += x0 - x0;
            s1 += x1 - x1;
            s2 += x2 - x2;
            s3 += x3 - x3;
        }
        for (; i < length; i += lanes)
        {
            Vector<T> rest = Lanes.Load(x + i, length - i);
            s0 += rest - rest;
        }
        return s0 + s1 + (s2 + s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Squares(T* x, int length)
    {
        int lanes = Vector<T>.Count, i = 0;
        Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
        for (; i <= length - 2 * lanes; i += 2 * lanes)
        {
            AddSquares(Vector.Load(x + i), ref s0, ref s1);
            AddSquares(Vector.Load(x + i + lanes), ref s2, ref s3);
        }
        for (; i < length; i += lanes) AddSquares(Lanes.Load(x + i, length - i), ref s0, ref s1);
        return Vector.Sum(s0 + s1 + (s2 + s3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSquares(Vector<T> x, ref Vector<double> low, ref Vector<double> high)
    {
        if (typeof(T) == typeof(float))
        {
            Vector.Widen(x.As<T, float>(), out Vector<double> first, out Vector<double> second);
            low = Simd.MultiplyAdd(first, first, low);
            high = Simd.MultiplyAdd(second, second, high);
        }
        else low = Simd.MultiplyAdd(x.As<T, double>(), x.As<T, double>(), low);
    }

    /// <summary>Notes where a piece holds a value that is not finite; whichever thread finds one writes the same.</summary>
    private readonly struct FinitePieces(T* x, int length, bool* isFound, int pieces) : IPieces
    {
        public const int Piece = Blocks.AreTiny ? 20 : 32768;

        public static bool IsBoundByMemory => true;

        public void Run(int piece)
        {
            (int first, int end) = Cut.Part(length, piece, pieces);
            if (!Vector.EqualsAll(Differences(x + first, end - first), Vector<T>.Zero)) *isFound = true;
        }
    }
}
