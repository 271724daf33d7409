using System.Buffers;
using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>A part of a gradient that is not written out: column·rowᵀ, [rows, columns]. One sample's gradient of a weight matrix is of that form. Its
/// factors lie where the elements belong, first the row, then the column.</summary>
/// <param name="start">The element of the whole gradient that it begins at.</param>
/// <param name="rows">The elements of the column.</param>
/// <param name="columns">The elements of the row.</param>
internal readonly struct OuterProduct<T>(int start, int rows, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The element of the whole gradient that it begins at.</summary>
    public int Start { get; } = start;

    /// <summary>The element behind its last one.</summary>
    public int End => Start + rows * Columns;

    /// <summary>The elements of the row.</summary>
    public int Columns { get; } = columns;

    /// <summary>Whether there is room for the factors where the elements belong.</summary>
    public static bool Fits(int rows, int columns) => (long)rows * columns >= (long)rows + columns;

    /// <summary>What every row is a multiple of, in the whole gradient.</summary>
    public Span<T> Row(Span<T> gradient) => gradient.Slice(Start, Columns);

    /// <summary>The factor of each row, in the whole gradient.</summary>
    public Span<T> Column(Span<T> gradient) => gradient.Slice(Start + Columns, rows);

    /// <summary>Whether all elements are finite: the largest of them is the product of the largest factors, and NaN or 0·∞ passes through it, too.</summary>
    public bool IsFinite(ReadOnlySpan<T> gradient) =>
        T.IsFinite(Reductions.LargestMagnitude(gradient.Slice(Start + Columns, rows)) * Reductions.LargestMagnitude(gradient.Slice(Start, Columns)));

    /// <summary>Writes the elements where the factors are.</summary>
    public void WriteOut(Span<T> gradient)
    {
        T[] factors = ArrayPool<T>.Shared.Rent(rows + Columns);
        gradient.Slice(Start, rows + Columns).CopyTo(factors);
        MatrixProduct.Multiply(Team.Single, new Matrix<T>(factors.AsSpan(Columns, rows), rows, 1), new Matrix<T>(factors.AsSpan(0, Columns), 1, Columns), gradient[Start..End], accumulate: false);
        ArrayPool<T>.Shared.Return(factors);
    }
}

/// <summary>The gradient of all weights as an optimizer reads it. Outer products in it are multiplied out while they are read: for a batch of one
/// that spares writing, checking and reading back a number for every weight.</summary>
/// <remarks>It holds until somebody asks for a gradient, changes one or runs the network backward again; then it is to be asked for anew.</remarks>
public readonly ref struct GradientView<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A gradient that is written out.</summary>
    public GradientView(ReadOnlySpan<T> values) : this(values, [])
    {
    }

    internal GradientView(ReadOnlySpan<T> values, ReadOnlySpan<OuterProduct<T>> products)
    {
        Values = values;
        Products = products;
    }

    /// <summary>How many weights there are.</summary>
    public int Length => Values.Length;

    /// <summary>The elements that are written out, and the factors of those that are not.</summary>
    internal ReadOnlySpan<T> Values { get; }

    /// <summary>The products, the first one first.</summary>
    internal ReadOnlySpan<OuterProduct<T>> Products { get; }

    /// <summary>Writes all elements.</summary>
    /// <param name="target">As long as the gradient.</param>
    public void CopyTo(Span<T> target)
    {
        Values.CopyTo(target);
        foreach (OuterProduct<T> product in Products) product.WriteOut(target[..Length]);
    }

    /// <summary>Whether no element is infinite or NaN.</summary>
    internal bool AllFinite(Team team)
    {
        int position = 0;
        foreach (OuterProduct<T> product in Products)
        {
            if (!product.IsFinite(Values) || !Reductions.AllFinite(team, Values[position..product.Start])) return false;
            position = product.End;
        }
        return Reductions.AllFinite(team, Values[position..]);
    }
}
