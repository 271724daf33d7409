namespace Chainrule.Kernels.Products;

/// <summary>A matrix seen in a span, row-major or transposed. Nothing is copied.</summary>
internal readonly unsafe ref struct Matrix<T> where T : unmanaged
{
    public Matrix(ReadOnlySpan<T> values, int rows, int columns) : this(values, rows, columns, columns, 1)
    {
        if (values.Length != rows * columns)
            throw new ArgumentException($"A {rows}×{columns} matrix needs {rows * columns} values, but got {values.Length}.");
    }

    private Matrix(ReadOnlySpan<T> values, int rows, int columns, int rowStride, int columnStride)
    {
        Values = values;
        (Rows, Columns, RowStride, ColumnStride) = (rows, columns, rowStride, columnStride);
    }

    public ReadOnlySpan<T> Values { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>How far apart two neighbours in a column are.</summary>
    public int RowStride { get; }

    /// <summary>How far apart two neighbours in a row are.</summary>
    public int ColumnStride { get; }

    /// <summary>The matrix at an address where its values are pinned.</summary>
    public PinnedMatrix<T> At(T* start) => new(start, Rows, Columns, RowStride, ColumnStride);

    public Matrix<T> Transposed => new(Values, Columns, Rows, ColumnStride, RowStride);
}
