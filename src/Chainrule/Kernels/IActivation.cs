using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>A function of one element and its derivative, for as many neighbours as fit a vector. A struct that is one becomes a layer by
/// <c>builder.Activation</c>, and runs in the same loops and on the same threads as the library's
/// own.</summary>
/// <remarks>Each lane is one element and does not see the others. Functions of vectors are in <see cref="VectorMath"/> and in .NET's
/// <see cref="Vector"/>; instead of branches there is <see cref="Vector.ConditionalSelect{T}"/>. Both methods are put into the loop by the
/// compiler where they are short; <c>[MethodImpl(MethodImplOptions.AggressiveInlining)]</c> asks it to do so where they are
/// long.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public interface IActivation<T>
{
    /// <summary>y = f(x).</summary>
    Vector<T> Value(Vector<T> x);

    /// <summary>f'(x), from x and from y = f(x), whichever is cheaper or more accurate.</summary>
    Vector<T> Derivative(Vector<T> x, Vector<T> y);
}
