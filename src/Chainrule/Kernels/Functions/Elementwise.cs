using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Threads;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Functions;

/// <summary>Loops over elements that do not see each other.</summary>
internal static unsafe class Elementwise
{
    /// <summary>How many elements are one piece of work.</summary>
    private const int Piece = Blocks.AreTiny ? 24 : 4096;

    /// <summary>y = f(x).</summary>
    public static void Apply<T, TFunction>(Team team, TFunction function, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged where TFunction : unmanaged, IActivation<T>
    {
        if (x.Length != y.Length) throw new ArgumentException($"{x.Length} inputs do not fit {y.Length} outputs.");
        Run(team, new Value<T, TFunction>(function), x, x, x, y);
    }

    /// <summary>dx = f'(x)·dy.</summary>
    public static void ApplyDerivative<T, TFunction>(Team team, TFunction function, ReadOnlySpan<T> x, ReadOnlySpan<T> y,
        ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged where TFunction : unmanaged, IActivation<T>
    {
        if (x.Length != y.Length || x.Length != dy.Length || x.Length != dx.Length)
            throw new ArgumentException(
                $"{x.Length} inputs, {y.Length} outputs, {dy.Length} and {dx.Length} gradients do not fit each other.");
        Run(team, new Chain<T, TFunction>(function), x, y, dy, dx);
    }

    /// <summary>sum = a + b.</summary>
    public static void Add<T>(Team team, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> sum) where T : unmanaged
    {
        if (a.Length != b.Length || a.Length != sum.Length)
            throw new ArgumentException($"{a.Length}, {b.Length} and {sum.Length} elements do not fit each other.");
        Run(team, default(Sum<T>), a, b, b, sum);
    }

    /// <summary>product = a·b.</summary>
    public static void Multiply<T>(Team team, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> product) where T : unmanaged
    {
        if (a.Length != b.Length || a.Length != product.Length)
            throw new ArgumentException($"{a.Length}, {b.Length} and {product.Length} elements do not fit each other.");
        Run(team, default(Product<T>), a, b, b, product);
    }

    private static void Run<T, TOperation>(Team team, TOperation operation, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c,
        Span<T> result)
        where T : unmanaged where TOperation : unmanaged, IOperation<T>
    {
        fixed (T* pa = a, pb = b, pc = c, pr = result)
            team.Run(new Pieces<T, TOperation>(operation, pa, pb, pc, pr, result.Length), Cut.Count(result.Length, Piece));
    }

    /// <summary>What becomes of an element of every operand; some operations need fewer than three.</summary>
    private interface IOperation<T>
    {
        Vector<T> Run(Vector<T> a, Vector<T> b, Vector<T> c);
    }

    private readonly struct Value<T, TFunction>(TFunction function) : IOperation<T> where TFunction : unmanaged, IActivation<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Run(Vector<T> a, Vector<T> b, Vector<T> c) => function.Value(a);
    }

    private readonly struct Chain<T, TFunction>(TFunction function) : IOperation<T> where TFunction : unmanaged, IActivation<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Run(Vector<T> a, Vector<T> b, Vector<T> c) => function.Derivative(a, b) * c;
    }

    private readonly struct Sum<T> : IOperation<T>
    {
        public Vector<T> Run(Vector<T> a, Vector<T> b, Vector<T> c) => a + b;
    }

    private readonly struct Product<T> : IOperation<T>
    {
        public Vector<T> Run(Vector<T> a, Vector<T> b, Vector<T> c) => a * b;
    }

    private readonly struct Pieces<T, TOperation>(TOperation operation, T* a, T* b, T* c, T* result, int length) : IPieces
        where T : unmanaged where TOperation : unmanaged, IOperation<T>
    {
        public void Run(int piece)
        {
            int first = piece * Piece, count = Math.Min(Piece, length - first), lanes = Vector<T>.Count, whole = count - count % lanes;
            Run(operation, a + first, b + first, c + first, result + first, whole);
            if (whole == count) return;
            int last = first + whole, rest = count - whole;
            Vector<T> endA = Lanes.Load(a + last, rest), endB = Lanes.Load(b + last, rest), endC = Lanes.Load(c + last, rest),
                end = default;
            Run(operation, (T*)&endA, (T*)&endB, (T*)&endC, (T*)&end, lanes);
            Lanes.Store(end, result + last, rest);
        }

        /// <summary>Whole vectors. Optimised from the first call: until then every operation of every vector would be a call.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Run(TOperation operation, T* a, T* b, T* c, T* result, int count)
        {
            for (int i = 0; i < count; i += Vector<T>.Count)
                operation.Run(Vector.Load(a + i), Vector.Load(b + i), Vector.Load(c + i)).Store(result + i);
        }
    }
}
