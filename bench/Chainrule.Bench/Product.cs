using Chainrule.Kernels;
using Chainrule.Kernels.Products;

namespace Chainrule.Bench;

/// <summary>Which of the three products of a linear layer: x·Wᵀ, dyᵀ·x or dy·W.</summary>
public enum Orientation
{
    /// <summary>y = x·Wᵀ: the rows of both are contiguous along the inner dimension.</summary>
    Forward,

    /// <summary>dW = dyᵀ·x: the columns of the left one are contiguous.</summary>
    WeightGradient,

    /// <summary>dx = dy·W: both are row-major as they are.</summary>
    InputGradient,
}

/// <summary>A matrix product [rows, inner]·[inner, columns] as a linear layer meets it.</summary>
public sealed record Product(string Name, Orientation Orientation, int Rows, int Inner, int Columns)
{
    /// <summary>The shapes to measure: layers of the 784-512-64-10 network, a large and a small square, and a layer of a tiny
    /// network.</summary>
    public static IReadOnlyList<Product> All { get; } =
    [
        new("128×784×512", Orientation.Forward, 128, 784, 512),
        new("600×784×512", Orientation.Forward, 600, 784, 512),
        new("512×64×600", Orientation.InputGradient, 600, 64, 512),
        new("784×128×512", Orientation.WeightGradient, 512, 128, 784),
        new("1024×1024×1024", Orientation.Forward, 1024, 1024, 1024),
        new("64×64×64", Orientation.Forward, 64, 64, 64),
        new("100×16×16", Orientation.Forward, 100, 16, 16),
    ];

    /// <summary>Multiplications and additions.</summary>
    public double Flops => 2.0 * Rows * Inner * Columns;

    /// <summary>The formula with its shapes.</summary>
    public string Formula => Orientation switch
    {
        Orientation.Forward => $"x[{Rows}, {Inner}]·W[{Columns}, {Inner}]ᵀ",
        Orientation.WeightGradient => $"dy[{Inner}, {Rows}]ᵀ·x[{Inner}, {Columns}]",
        _ => $"dy[{Rows}, {Inner}]·W[{Inner}, {Columns}]",
    };

    /// <summary>Computes c = a·b for matrices that are stored as <see cref="Orientation"/> says.</summary>
    internal void Run<T>(Team team, T[] a, T[] b, T[] c) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> left = Orientation == Orientation.WeightGradient ? new Matrix<T>(a, Inner, Rows).Transposed : new(a, Rows, Inner);
        Matrix<T> right = Orientation == Orientation.Forward ? new Matrix<T>(b, Columns, Inner).Transposed : new(b, Inner, Columns);
        MatrixProduct<T>.Multiply(team, left, right, c, accumulate: false);
    }

    public override string ToString() => $"{Name} {Orientation}";
}
