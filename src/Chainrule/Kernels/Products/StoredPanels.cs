using System.Runtime.Intrinsics.X86;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Products;

/// <summary>The right-hand matrix of a product, whose rows or whose columns are contiguous, as panels that tiles read.</summary>
internal readonly unsafe struct StoredPanels<T>(PinnedMatrix<T> matrix) where T : unmanaged
{
    /// <summary>How many rows are fetched before they are packed: each is on another page, where the machine does not look ahead by
    /// itself.</summary>
    private const int Ahead = 12;

    public int Rows => matrix.Rows;

    public int Columns => matrix.Columns;

    /// <summary>Some rows of some columns in place, if they are stored as in a panel of this width; null otherwise.</summary>
    public T* InPlace(int row, int column, int columns, int width) =>
        matrix.ColumnStride == 1 && matrix.RowStride == width && columns == width ? matrix.At(row, column) : null;

    /// <summary>Writes some rows of some columns to a panel; what is right of the columns becomes zero.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="column">The first column.</param>
    /// <param name="columns">How many columns, at most <paramref name="width"/>.</param>
    /// <param name="width">The width of the panel's rows.</param>
    /// <param name="panel">The panel, [rows, width].</param>
    public void Pack(int row, int rows, int column, int columns, int width, T* panel)
    {
        T* source = matrix.At(row, column);
        int rowStride = matrix.RowStride, columnStride = matrix.ColumnStride;
        if (columns < width) new Span<T>(panel, rows * width).Clear();
        if (columnStride == 1)
            for (int k = 0; k < rows; k++, source += rowStride, panel += width)
            {
                if (Sse.IsSupported && k + Ahead < rows)
                    for (int j = 0; j < columns; j += AlignedMemory.Line / sizeof(T)) Sse.Prefetch0(source + (nint)Ahead * rowStride + j);
                ShortRows.Copy(source, panel, columns);
            }
        else if (rowStride == 1) Transposition.Copy(source, columnStride, columns, rows, panel, width);
        else
            for (int k = 0; k < rows; k++)
                for (int j = 0; j < columns; j++) panel[k * width + j] = source[(nint)k * rowStride + (nint)j * columnStride];
    }
}
