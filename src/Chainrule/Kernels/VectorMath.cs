using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels;

/// <summary>Functions of vectors that .NET lacks, or that it does not have for both precisions in one text: what the library's own layers,
/// losses and optimizers are written with, and others' may be.</summary>
/// <remarks>
/// <para>T is float or double. A unit in the last place is the gap between two neighbouring numbers of the precision; the bounds hold for
/// all arguments, subnormal ones included, and were measured against arbitrary-precision arithmetic. NaN gives NaN.</para>
/// <para>What .NET has already: +, −, ·, /, <see cref="Vector.Abs{T}"/>, <see cref="Vector.SquareRoot{T}"/>, comparisons, which give masks
/// of all bits or none, and <see cref="Vector.ConditionalSelect{T}"/>, which takes them in place of branches.</para>
/// </remarks>
public static class VectorMath
{
    /// <summary>A number in every lane, rounded to the precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Constant<T>(double value) => Lanes.All<T>(value);

    /// <summary>The next elements; zeros in the lanes after the last one.</summary>
    /// <remarks>So the end of a row is computed by the same operations as its middle:
    /// <c>for (int i = 0; i &lt; x.Length; i += Vector&lt;T&gt;.Count) Store(f(Load(x[i..])), y[i..])</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Load<T>(ReadOnlySpan<T> from) => from.Length >= Vector<T>.Count ? new Vector<T>(from) : LoadPart(from);

    /// <summary>Writes the lanes that there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector<T> values, Span<T> to)
    {
        if (to.Length >= Vector<T>.Count) values.CopyTo(to);
        else StorePart(values, to);
    }

    /// <summary>a·b + c, rounded once where the processor can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c) => Simd.MultiplyAdd(a, b, c);

    /// <summary>x, but not below a limit. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> AtLeast<T>(Vector<T> x, Vector<T> limit) => Lanes.AtLeast(x, limit);

    /// <summary>x, but not above a limit. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> AtMost<T>(Vector<T> x, Vector<T> limit) => Lanes.AtMost(x, limit);

    /// <summary>eˣ, to 1 unit in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) => Exponentials.Exp(x);

    /// <summary>eˣ − 1, to 2 units in the last place, also near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> ExpM1<T>(Vector<T> x) => Exponentials.ExpM1(x);

    /// <summary>ln x, to 1 unit in the last place; −∞ at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x) => Logarithms.Log(x);

    /// <summary>ln(1 + x), to 2 units in the last place, also near 0; −∞ at −1, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log1P<T>(Vector<T> x) => Logarithms.Log1P(x);

    /// <summary>The hyperbolic tangent, to 2 units in the last place, also near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Tanh<T>(Vector<T> x) => Exponentials.Tanh(x);

    /// <summary>The sigmoid σ(x) = 1 / (1 + e⁻ˣ), to 3 units in the last place, also where it is tiny.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Sigmoid<T>(Vector<T> x) => Exponentials.Sigmoid(x);

    /// <summary>σ(x), and σ(−x) = 1 − σ(x), which a subtraction would round; each to 4 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Sigmoid<T>(Vector<T> x, out Vector<T> complement) =>
        Exponentials.Sigmoid(x, Exponentials.Exp(-Vector.Abs(x)), out complement);

    /// <summary>ln(1 + eˣ), to 2 units in the last place; nothing overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Softplus<T>(Vector<T> x) => Logarithms.Softplus(x);

    /// <summary>The standard normal distribution function Φ(x) = ½·erfc(−x/√2), to 4 units in the last place, also where it is tiny, and
    /// the density φ(x) = e^(−x²/2) / √(2π), which comes with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> NormalDistribution<T>(Vector<T> x, out Vector<T> density)
    {
        Vector<T> probability = Vectors.NormalDistribution.Function(x, out Vector<T> exponential);
        density = Vectors.NormalDistribution.Density(exponential);
        return probability;
    }

    private static Vector<T> LoadPart<T>(ReadOnlySpan<T> from)
    {
        Vector<T> part = default;
        from.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<Vector<T>, T>(ref part), Vector<T>.Count));
        return part;
    }

    // On its own, so that taking the address keeps no caller's vector in memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StorePart<T>(Vector<T> values, Span<T> to) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Vector<T>, T>(ref values), to.Length).CopyTo(to);
}
