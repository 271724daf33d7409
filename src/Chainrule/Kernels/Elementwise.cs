using System.Numerics;

namespace Chainrule.Kernels;

/// <summary>A function of one element, its derivative beside it.</summary>
internal interface IActivation<T>
{
    /// <summary>y = f(x).</summary>
    T Value(T x);

    /// <summary>f'(x), from x and from y = f(x), whichever is cheaper or more accurate.</summary>
    T Derivative(T x, T y);
}

/// <summary>Loops over elements that do not see each other.</summary>
internal static unsafe class Elementwise
{
    /// <summary>How many elements are one piece of work.</summary>
    private const int Piece = 4096;

    /// <summary>y = f(x).</summary>
    public static void Apply<T, TFunction>(Team team, TFunction function, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged where TFunction : unmanaged, IActivation<T>
    {
        if (x.Length != y.Length) throw new ArgumentException($"{x.Length} inputs do not fit {y.Length} outputs.");
        fixed (T* px = x, py = y)
            team.Run(new ApplyPieces<T, TFunction>(function, px, py, x.Length), Team.Cut(x.Length, Piece));
    }

    /// <summary>dx = f'(x)·dy.</summary>
    public static void ApplyDerivative<T, TFunction>(Team team, TFunction function, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, INumberBase<T> where TFunction : unmanaged, IActivation<T>
    {
        if (x.Length != y.Length || x.Length != dy.Length || x.Length != dx.Length)
            throw new ArgumentException($"{x.Length} inputs, {y.Length} outputs, {dy.Length} and {dx.Length} gradients do not fit each other.");
        fixed (T* px = x, py = y, pdy = dy, pdx = dx)
            team.Run(new DerivativePieces<T, TFunction>(function, px, py, pdy, pdx, x.Length), Team.Cut(x.Length, Piece));
    }

    /// <summary>sum = a + b.</summary>
    public static void Add<T>(Team team, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> sum) where T : unmanaged, INumberBase<T>
    {
        if (a.Length != b.Length || a.Length != sum.Length) throw new ArgumentException($"{a.Length}, {b.Length} and {sum.Length} elements do not fit each other.");
        fixed (T* pa = a, pb = b, ps = sum)
            team.Run(new AddPieces<T>(pa, pb, ps, a.Length), Team.Cut(a.Length, Piece));
    }

    /// <summary>product = a·b.</summary>
    public static void Multiply<T>(Team team, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> product) where T : unmanaged, INumberBase<T>
    {
        if (a.Length != b.Length || a.Length != product.Length) throw new ArgumentException($"{a.Length}, {b.Length} and {product.Length} elements do not fit each other.");
        fixed (T* pa = a, pb = b, pp = product)
            team.Run(new MultiplyPieces<T>(pa, pb, pp, a.Length), Team.Cut(a.Length, Piece));
    }

    private readonly struct ApplyPieces<T, TFunction>(TFunction function, T* x, T* y, int length) : IPieces
        where T : unmanaged where TFunction : unmanaged, IActivation<T>
    {
        public void Run(int piece)
        {
            int end = Math.Min(length, (piece + 1) * Piece);
            for (int i = piece * Piece; i < end; i++) y[i] = function.Value(x[i]);
        }
    }

    private readonly struct DerivativePieces<T, TFunction>(TFunction function, T* x, T* y, T* dy, T* dx, int length) : IPieces
        where T : unmanaged, INumberBase<T> where TFunction : unmanaged, IActivation<T>
    {
        public void Run(int piece)
        {
            int end = Math.Min(length, (piece + 1) * Piece);
            for (int i = piece * Piece; i < end; i++) dx[i] = function.Derivative(x[i], y[i]) * dy[i];
        }
    }

    private readonly struct AddPieces<T>(T* a, T* b, T* sum, int length) : IPieces where T : unmanaged, INumberBase<T>
    {
        public void Run(int piece)
        {
            int end = Math.Min(length, (piece + 1) * Piece);
            for (int i = piece * Piece; i < end; i++) sum[i] = a[i] + b[i];
        }
    }

    private readonly struct MultiplyPieces<T>(T* a, T* b, T* product, int length) : IPieces where T : unmanaged, INumberBase<T>
    {
        public void Run(int piece)
        {
            int end = Math.Min(length, (piece + 1) * Piece);
            for (int i = piece * Piece; i < end; i++) product[i] = a[i] * b[i];
        }
    }
}
