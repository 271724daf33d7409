using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Products;
using Chainrule.Kernels.Rows;

namespace Chainrule.Parameters;

/// <summary>The gradient of all weights as an optimizer reads it. Outer products in it are multiplied out while they are read: for a batch
/// of one that spares writing, checking and reading back a number for every weight.</summary>
/// <remarks>It holds until somebody asks for a gradient, changes one or runs the network backward again; then it is to be asked for
/// anew.</remarks>
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
            if (!IsFinite(product) || !Reductions<T>.AllFinite(team, Values[position..product.Start])) return false;
            position = product.End;
        }
        return Reductions<T>.AllFinite(team, Values[position..]);
    }

    /// <summary>Whether all elements of a product are finite: the largest of them is the product of the largest factors, and NaN or 0·∞
    /// passes through it, too.</summary>
    private bool IsFinite(OuterProduct<T> product) =>
        T.IsFinite(Reductions<T>.LargestMagnitude(product.Column(Values)) * Reductions<T>.LargestMagnitude(product.Row(Values)));
}
