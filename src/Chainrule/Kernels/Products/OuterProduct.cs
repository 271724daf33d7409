using System.Buffers;
using System.Numerics;

namespace Chainrule.Kernels.Products;

/// <summary>A part of a gradient that is not written out: column·rowᵀ, [rows, columns]. One sample's gradient of a weight matrix is of that
/// form. Its factors are stored where the elements belong, first the row, then the column.</summary>
/// <param name="start">The element of the whole gradient that it begins at.</param>
/// <param name="rows">The elements of the column.</param>
/// <param name="columns">The elements of the row.</param>
internal readonly struct OuterProduct<T>(int start, int rows, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The element of the whole gradient that it begins at.</summary>
    public int Start { get; } = start;

    /// <summary>The element after its last one.</summary>
    public int End => Start + rows * Columns;

    /// <summary>The elements of the row.</summary>
    public int Columns { get; } = columns;

    /// <summary>Whether there is room for the factors where the elements belong.</summary>
    public static bool Fits(int rows, int columns) => (long)rows * columns >= (long)rows + columns;

    /// <summary>What every row is a multiple of, in the whole gradient.</summary>
    public Span<T> Row(Span<T> gradient) => gradient.Slice(Start, Columns);

    /// <inheritdoc cref="Row(Span{T})"/>
    public ReadOnlySpan<T> Row(ReadOnlySpan<T> gradient) => gradient.Slice(Start, Columns);

    /// <summary>The factor of each row, in the whole gradient.</summary>
    public Span<T> Column(Span<T> gradient) => gradient.Slice(Start + Columns, rows);

    /// <inheritdoc cref="Column(Span{T})"/>
    public ReadOnlySpan<T> Column(ReadOnlySpan<T> gradient) => gradient.Slice(Start + Columns, rows);

    /// <summary>Writes the elements where the factors are.</summary>
    public void WriteOut(Span<T> gradient)
    {
        T[] factors = ArrayPool<T>.Shared.Rent(rows + Columns);
        gradient.Slice(Start, rows + Columns).CopyTo(factors);
        Matrix<T> column = new(factors.AsSpan(Columns, rows), rows, 1), row = new(factors.AsSpan(0, Columns), 1, Columns);
        MatrixProduct<T>.Multiply(Team.Single, column, row, gradient[Start..End], accumulate: false);
        ArrayPool<T>.Shared.Return(factors);
    }
}
