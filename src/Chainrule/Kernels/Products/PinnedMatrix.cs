namespace Chainrule.Kernels.Products;

/// <summary>A matrix in memory that stays where it is, while a product is computed.</summary>
/// <param name="start">Its first element.</param>
/// <param name="rows">Its rows.</param>
/// <param name="columns">Its columns.</param>
/// <param name="rowStride">How far apart two neighbours in a column are.</param>
/// <param name="columnStride">How far apart two neighbours in a row are.</param>
internal readonly unsafe struct PinnedMatrix<T>(T* start, int rows, int columns, int rowStride, int columnStride) where T : unmanaged
{
    public T* Start { get; } = start;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    /// <summary>How far apart two neighbours in a column are.</summary>
    public int RowStride { get; } = rowStride;

    /// <summary>How far apart two neighbours in a row are.</summary>
    public int ColumnStride { get; } = columnStride;

    public PinnedMatrix<T> Transposed => new(Start, Columns, Rows, ColumnStride, RowStride);

    /// <summary>Where an element is.</summary>
    public T* At(int row, int column) => Start + (nint)row * RowStride + (nint)column * ColumnStride;

    /// <summary>Some of its columns.</summary>
    public PinnedMatrix<T> FromColumn(int first, int count) => new(At(0, first), Rows, count, RowStride, ColumnStride);

    /// <summary>Some of its rows.</summary>
    public PinnedMatrix<T> FromRow(int first, int count) => new(At(first, 0), count, Columns, RowStride, ColumnStride);
}
