using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>A row that belongs to every row of a matrix, such as a bias.</summary>
internal static unsafe class Rows
{
    /// <summary>target[i] = source[i]; for short rows, where calling a general copy would take longer than copying.</summary>
    public static void Copy<T>(T* source, T* target, int length) where T : unmanaged
    {
        int lanes = Vector<T>.Count, i = 0;
        for (; i <= length - lanes; i += lanes) Vector.Store(Vector.Load(source + i), target + i);
        for (; i < length; i++) target[i] = source[i];
    }

    /// <summary>Every row of the matrix becomes <paramref name="row"/>.</summary>
    public static void Fill<T>(ReadOnlySpan<T> row, Span<T> matrix)
    {
        for (int start = 0; start < matrix.Length; start += row.Length) row.CopyTo(matrix.Slice(start, row.Length));
    }

    /// <summary>sum += the sum of all rows, the first row first.</summary>
    public static void AddSum<T>(ReadOnlySpan<T> matrix, Span<T> sum) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count;
        for (int start = 0; start < matrix.Length; start += sum.Length)
        {
            ReadOnlySpan<T> row = matrix.Slice(start, sum.Length);
            int j = 0;
            for (; j <= sum.Length - lanes; j += lanes) (new Vector<T>(sum[j..]) + new Vector<T>(row[j..])).CopyTo(sum[j..]);
            for (; j < sum.Length; j++) sum[j] += row[j];
        }
    }
}
