using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Products;
using Chainrule.Tests.Contracts;

namespace Chainrule.Tests.Kernels.Products;

/// <summary>Matrix products against plain loops, in every vector width of this machine and in both precisions.</summary>
public class MatrixProductTests
{
    private const int Fence = 67;

    public static TheoryData<VectorWidth> Widths =>
        [.. TileKernels<float>.All.Where(kernel => kernel.IsSupported).Select(kernel => kernel.Width)];

    [Theory, MemberData(nameof(Widths))]
    public void It_equals_plain_loops_at_awkward_sizes_in_single_precision(VectorWidth width) => CheckSizes<float>(width);

    [Theory, MemberData(nameof(Widths))]
    public void It_equals_plain_loops_at_awkward_sizes_in_double_precision(VectorWidth width) => CheckSizes<double>(width);

    [Theory, MemberData(nameof(Widths))]
    public void Any_number_of_threads_gives_the_same_bits(VectorWidth width)
    {
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (int, int, int)[] sizes = [(151, 700, 303), (1, 5001, 307), (305, 1, 401), (1009, 13, 5), (3, 2003, 801), (64, 64, 64)];
            foreach ((int m, int k, int n) in sizes)
            {
                Product<T> product = new(m, k, n);
                T[]? alone = null;
                foreach (int threads in (int[])[1, 2, 3, 5, 8, 16])
                {
                    using Team team = new(threads, width);
                    T[] c = product.Run(team, transposeA: false, transposeB: true, accumulate: true);
                    Bits.Same<T>(alone ??= c, c, $"elements of {m}×{k} times {k}×{n} on {threads} threads");
                }
                product.Compare(alone!, accumulate: true);
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void Every_way_and_any_number_of_threads_gives_the_same_bits(VectorWidth width)
    {
        Check<float>();
        Check<double>();

        // How a product is computed depends on how its factors are stored and on whether it is added to what is there; here to zeros.
        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach ((int m, int k, int n) in ((int, int, int)[])[(140, 70, 150), (21, 16, 16), (40, 110, 50), (33, 7, 130), (4, 1030, 9)])
            {
                Product<T> product = new(m, k, n);
                T[]? first = null;
                foreach (int threads in (int[])[1, 2, 5])
                {
                    using Team team = new(threads, width);
                    for (int way = 0; way < 8; way++)
                    {
                        T[] c = product.Run(team, (way & 1) > 0, (way & 2) > 0, accumulate: false, ontoZeros: (way & 4) > 0);
                        Bits.Same<T>(first ??= c, c, $"elements of {m}×{k} times {k}×{n} on {threads} threads, way {way}");
                    }
                }
                product.Compare(first!, accumulate: false);
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void A_row_is_added_to_every_row(VectorWidth width)
    {
        Check<float>();
        Check<double>();

        void Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (int, int, int)[] sizes = [(140, 70, 150), (21, 16, 16), (21, 2, 16), (33, 7, 130), (7, 0, 5), (1, 40, 9), (30, 20, 40)];
            foreach ((int m, int k, int n) in sizes)
                foreach (int threads in (int[])[1, 3])
                {
                    using Team team = new(threads, width);
                    T[] a = Numbers(m * k, 1), b = Numbers(k * n, 2), row = Numbers(n, 3), c = new T[m * n], twice = new T[m * n];
                    c.AsSpan().Fill(T.NaN);
                    MatrixProduct<T>.Multiply(team, new(a, m, k), new Matrix<T>(b, n, k).Transposed, row, c);
                    for (int i = 0; i < m; i++) row.CopyTo(twice, i * n);
                    MatrixProduct<T>.Multiply(team, new(a, m, k), new Matrix<T>(b, n, k).Transposed, twice, accumulate: true);
                    Bits.Same<T>(twice, c, $"elements of {m}×{k} times {k}×{n} and a row");
                }

            static T[] Numbers(int length, int phase) =>
                [.. Enumerable.Range(0, length).Select(i => T.CreateTruncating(Math.Sin(0.7 * i + phase)))];
        }
    }

    [Fact]
    public void A_left_side_too_large_to_be_packed_at_once_is_taken_in_parts()
    {
        using Team team = new(2);
        Product<float> product = new(2100, 2100, 19);
        product.Compare(product.Run(team, transposeA: false, transposeB: false, accumulate: false), accumulate: false);
        product.Compare(product.Run(team, transposeA: true, transposeB: false, accumulate: true), accumulate: true);
    }

    [Fact]
    public void Every_width_is_tested_that_the_machine_has()
    {
        Assert.Contains(VectorWidth.Scalar, Widths.Select(row => row.Data));
        Assert.Equal(Enum.GetValues<VectorWidth>().Order(), TileKernels<float>.All.Select(kernel => kernel.Width).Order());
        Assert.All(TileKernels<float>.All.Where(kernel => !kernel.IsSupported),
            kernel => Assert.Throws<PlatformNotSupportedException>(() => new Team(1, kernel.Width)));
        Assert.All(Enum.GetValues<VectorWidth>(), width => Assert.Equal(width, TileKernels<double>.Of(width).Width));
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_an_error()
    {
        Assert.Throws<ArgumentException>(() => new Matrix<float>(new float[5], 2, 3));
        Assert.Throws<ArgumentException>(() =>
            MatrixProduct<float>.Multiply(Team.Single, new(new float[6], 2, 3), new(new float[6], 2, 3), new float[6], false));
        Assert.Throws<ArgumentException>(() =>
            MatrixProduct<float>.Multiply(Team.Single, new(new float[6], 2, 3), new(new float[6], 3, 2), new float[5], false));
    }

    private static void CheckSizes<T>(VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Team team = new(1, width);
        TileKernel<T> kernel = TileKernels<T>.Of(width);
        int lanes = kernel.Lanes, tall = kernel.TallRows;
        int[] rows = [.. ((int[])[0, 1, 2, 3, 4, 5, 7, tall - 1, tall, tall + 1, tall + 5, 2 * tall + 3, 31]).Distinct()];
        int[] columns =
            [.. ((int[])[0, 1, lanes - 1, lanes, lanes + 1, 2 * lanes - 1, 2 * lanes, 2 * lanes + 1, 3 * lanes, 4 * lanes + 3, 13,
                37]).Distinct()];
        foreach (int k in (int[])[0, 1, 2, 7, 31, 513])
            foreach (int m in rows)
                foreach (int n in columns)
                {
                    Product<T> product = new(m, k, n);
                    foreach (bool transposeA in (bool[])[false, true])
                        foreach (bool transposeB in (bool[])[false, true])
                            foreach (bool accumulate in (bool[])[false, true])
                                product.Compare(product.Run(team, transposeA, transposeB, accumulate), accumulate);
                }
    }

    /// <summary>Two matrices, stored either way between fences of NaN, and what plain loops make of them.</summary>
    private sealed class Product<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int m, k, n;
        private readonly T[] a, aTransposed, b, bTransposed, start;
        private readonly double[] sums, sizes;

        public Product(int m, int k, int n)
        {
            (this.m, this.k, this.n) = (m, k, n);
            RandomStream random = new((ulong)(m + 1000 * k + 1_000_000 * n), RandomPurpose.GradientCheck);
            (a, b, start) = (Fenced(m * k), Fenced(k * n), Fenced(m * n));
            foreach (T[] matrix in (T[][])[a, b, start])
                foreach (ref T value in matrix.AsSpan(Fence..^Fence)) value = T.CreateTruncating(random.NextNormal());
            (aTransposed, bTransposed) = (Transposed(a, m, k), Transposed(b, k, n));
            (sums, sizes) = (new double[m * n], new double[m * n]);
            double[] left = [.. a.Select(double.CreateTruncating)], right = [.. b.Select(double.CreateTruncating)];
            for (int i = 0; i < m; i++)
                for (int inner = 0; inner < k; inner++)
                    for (int j = 0; j < n; j++)
                    {
                        double term = left[Fence + i * k + inner] * right[Fence + inner * n + j];
                        sums[i * n + j] += term;
                        sizes[i * n + j] += Math.Abs(term);
                    }
        }

        public T[] Run(Team team, bool transposeA, bool transposeB, bool accumulate, bool ontoZeros = false)
        {
            T[] c = [.. start];
            // What is overwritten may hold anything.
            if (!accumulate) c.AsSpan().Fill(T.NaN);
            if (ontoZeros) c.AsSpan(Fence..^Fence).Clear();
            Matrix<T> left = transposeA ? new Matrix<T>(aTransposed.AsSpan(Fence..^Fence), k, m).Transposed
                : new(a.AsSpan(Fence..^Fence), m, k);
            Matrix<T> right = transposeB ? new Matrix<T>(bTransposed.AsSpan(Fence..^Fence), n, k).Transposed
                : new(b.AsSpan(Fence..^Fence), k, n);
            MatrixProduct<T>.Multiply(team, left, right, c.AsSpan(Fence..^Fence), accumulate || ontoZeros);
            return c;
        }

        public void Compare(T[] c, bool accumulate)
        {
            double epsilon = typeof(T) == typeof(float) ? 1.2e-7 : 2.3e-16;
            for (int i = 0; i < Fence; i++)
                Assert.True(T.IsNaN(c[i]) && T.IsNaN(c[^(i + 1)]), $"{m}×{k} times {k}×{n} writes outside of the result.");
            for (int i = 0; i < sums.Length; i++)
            {
                double before = accumulate ? double.CreateTruncating(start[Fence + i]) : 0, actual = double.CreateTruncating(c[Fence + i]);
                // Every addition may round once.
                double tolerance = (k + 2) * epsilon * (sizes[i] + Math.Abs(before));
                if (!(Math.Abs(actual - sums[i] - before) <= tolerance))
                    Assert.Fail($"{m}×{k} times {k}×{n}: element {i} is {actual}, expected {sums[i] + before}.");
            }
        }

        private static T[] Fenced(int length)
        {
            T[] fenced = new T[length + 2 * Fence];
            fenced.AsSpan().Fill(T.NaN);
            return fenced;
        }

        private static T[] Transposed(T[] matrix, int rows, int columns)
        {
            T[] transposed = [.. matrix];
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++) transposed[Fence + j * rows + i] = matrix[Fence + i * columns + j];
            return transposed;
        }
    }
}
