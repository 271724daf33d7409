using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>A part of a gradient that is not written out: column·rowᵀ, the rows one after another from an element on. One sample's gradient of a
/// weight matrix is of that form.</summary>
internal readonly unsafe struct OuterProduct<T>(int start, T* column, int rows, T* row, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The element of the whole gradient that it begins at.</summary>
    public int Start { get; } = start;

    /// <summary>The element behind its last one.</summary>
    public int End => Start + rows * Columns;

    /// <summary>The factor of each row.</summary>
    public T* Column { get; } = column;

    /// <summary>What every row is a multiple of.</summary>
    public T* Row { get; } = row;

    /// <summary>The elements of a row.</summary>
    public int Columns { get; } = columns;

    /// <summary>Whether all elements are finite: the largest of them is the product of the largest factors, and NaN or 0·∞ passes through it, too.</summary>
    public bool IsFinite => T.IsFinite(Reductions.LargestMagnitude<T>(new(Column, rows)) * Reductions.LargestMagnitude<T>(new(Row, Columns)));
}

/// <summary>The gradient of all weights as an optimizer reads it. Outer products in it are multiplied out while they are read: for a batch of one
/// that spares writing, checking and reading back a number for every weight.</summary>
/// <remarks>It holds until somebody asks for a gradient, changes one or runs the network backward again; then it is to be asked for anew.</remarks>
public readonly ref struct GradientView<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A gradient that is written out.</summary>
    public GradientView(ReadOnlySpan<T> values) : this(values, [], null)
    {
    }

    /// <param name="values">The elements that are written out.</param>
    /// <param name="products">The products, the first one first.</param>
    /// <param name="owner">Keeps the factors of the products alive.</param>
    internal GradientView(ReadOnlySpan<T> values, ReadOnlySpan<OuterProduct<T>> products, object? owner)
    {
        Values = values;
        Products = products;
        Owner = owner;
    }

    /// <summary>How many weights there are.</summary>
    public int Length => Values.Length;

    /// <summary>The elements that are written out; what it holds where a product lies means nothing.</summary>
    internal ReadOnlySpan<T> Values { get; }

    /// <summary>The products, the first one first.</summary>
    internal ReadOnlySpan<OuterProduct<T>> Products { get; }

    /// <summary>Whoever reads a product keeps this alive until then.</summary>
    internal object? Owner { get; }

    /// <summary>Writes all elements.</summary>
    /// <param name="target">As long as the gradient.</param>
    public void CopyTo(Span<T> target)
    {
        Values.CopyTo(target);
        foreach (OuterProduct<T> product in Products) Write(product, target);
        GC.KeepAlive(Owner);
    }

    /// <summary>Writes a product where it belongs.</summary>
    internal static unsafe void Write(OuterProduct<T> product, Span<T> target)
    {
        fixed (T* elements = target)
            VectorProduct.Outer(Team.Single, product.Column, 1, (product.End - product.Start) / product.Columns, product.Row, product.Columns, elements + product.Start, accumulate: false);
    }

    /// <summary>Whether no element is infinite or NaN.</summary>
    internal bool AllFinite(Team team)
    {
        int position = 0;
        foreach (OuterProduct<T> product in Products)
        {
            if (!product.IsFinite || !Reductions.AllFinite(team, Values[position..product.Start])) return false;
            position = product.End;
        }
        GC.KeepAlive(Owner);
        return Reductions.AllFinite(team, Values[position..]);
    }
}
