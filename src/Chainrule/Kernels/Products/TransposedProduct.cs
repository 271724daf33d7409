using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Chainrule.Kernels.Threads;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Products;

/// <summary>C = A·B, computed as Cᵀ = Bᵀ·Aᵀ: where A and Bᵀ have contiguous rows and those of A are fewer, as in y = x·Wᵀ of a batch. Only
/// the smaller matrix is packed, and tiles of the result are turned as they are stored.</summary>
/// <remarks>Every element is summed in the same order as by <see cref="MatrixProduct{T}"/>, so its bits are the same.</remarks>
internal static unsafe class TransposedProduct<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The fewest elements of A that are worth it, and the most that are packed.</summary>
    private const int Smallest = Blocks.AreTiny ? 30 : 4096, Largest = Blocks.AreTiny ? 1 << 9 : 1 << 22;

    /// <summary>So many panels of A stay in the second-level cache while the rows of Bᵀ run by.</summary>
    private const int PanelsAtATime = Blocks.AreTiny ? 2 : 4;

    /// <summary>How many pieces the rows of Bᵀ are cut into if there are enough of them, and the elements that make a piece of
    /// packing.</summary>
    private const int WantedPieces = 16, SmallestPiece = Blocks.AreTiny ? 16 : 8192;

    /// <summary>Whether it is the faster way for A times B.</summary>
    public static bool Suits(Team team, PinnedMatrix<T> a, PinnedMatrix<T> b)
    {
        if (a.ColumnStride != 1 || b.RowStride != 1) return false;
        int panelWidth = TileKernels<T>.Of(team.Width).PanelWidth;
        return a.Rows < b.Columns && (long)a.Rows * a.Columns >= Smallest && LeftRows<T>.CanBeReadInPlace(b.ColumnStride)
            && (long)Cut.Count(a.Rows, panelWidth) * panelWidth * a.Columns <= Largest;
    }

    /// <summary>C = A·B + row.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="a">A, whose rows are contiguous.</param>
    /// <param name="b">B, whose columns are contiguous.</param>
    /// <param name="added">What is added to every row of C, or null.</param>
    /// <param name="c">C, row-major; overwritten.</param>
    public static void Multiply(Team team, PinnedMatrix<T> a, PinnedMatrix<T> b, T* added, T* c)
    {
        TileKernel<T> kernel = TileKernels<T>.Of(team.Width);
        int rows = a.Rows, inner = a.Columns, columns = b.Columns;
        int panels = Cut.Count(rows, kernel.PanelWidth), lengthOfPanels = panels * kernel.PanelWidth * inner;
        T[] rented = ArrayPool<T>.Shared.Rent(lengthOfPanels + AlignedMemory.Line / sizeof(T));
        fixed (T* start = rented)
        {
            T* packed = AlignedMemory.Align(start);
            int depthAtATime = Math.Max(1, SmallestPiece / kernel.PanelWidth);
            team.Run(new PackingPieces(kernel, new(a.Transposed), depthAtATime, packed), panels * Cut.Count(inner, depthAtATime));
            int groups = Cut.Count(panels, PanelsAtATime);
            int block = Cut.Count(Cut.Count(columns, Cut.Count(WantedPieces, groups)), kernel.TallRows) * kernel.TallRows;
            Pieces pieces = new(kernel, packed, rows, inner, LeftRows<T>.InPlace(b.Transposed), block, added, c);
            team.Run(pieces, groups * Cut.Count(columns, block));
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>A piece is a part of a panel of Aᵀ.</summary>
    private readonly struct PackingPieces(TileKernel<T> kernel, StoredPanels<T> a, int depth, T* packed) : IPieces
    {
        public void Run(int piece)
        {
            int rows = a.Columns, inner = a.Rows;
            (int panel, int part) = Math.DivRem(piece, Cut.Count(inner, depth));
            int column = panel * kernel.PanelWidth, columns = Math.Min(kernel.PanelWidth, rows - column), k = part * depth;
            int width = kernel.WidthFor(columns);
            a.Pack(k, Math.Min(depth, inner - k), column, columns, width, packed + (nint)column * inner + (nint)k * width);
        }
    }

    /// <summary>A piece is a group of panels with some rows of Bᵀ.</summary>
    private readonly struct Pieces(TileKernel<T> kernel, T* packed, int rows, int inner, LeftRows<T> left, int block, T* added, T* c)
        : IPieces
    {
        [SkipLocalsInit]
        public void Run(int piece)
        {
            int columns = left.Rows;
            (int group, int part) = Math.DivRem(piece, Cut.Count(columns, block));
            int first = group * PanelsAtATime * kernel.PanelWidth, end = Math.Min(rows, first + PanelsAtATime * kernel.PanelWidth);
            T* tile = stackalloc T[TileLimits.LargestTile + AlignedMemory.Line / sizeof(T)];
            tile = AlignedMemory.Align(tile);
            int* starts = stackalloc int[TileLimits.Starts];
            left.FillStarts(starts);
            for (int unit = part * block, last = Math.Min(columns, unit + block); unit < last;)
            {
                int units = Math.Min(kernel.RowsFor(columns - unit), last - unit);
                for (int row = first; row < end; row += kernel.PanelWidth)
                {
                    int count = Math.Min(kernel.PanelWidth, end - row), width = kernel.WidthFor(count);
                    if (added != null)
                        for (int i = 0; i < units; i++) new Span<T>(tile + i * width, width).Fill(added[unit + i]);
                    Tile(starts, unit, row, count, tile);
                    Transposition.Copy(tile, width, units, count, c + (nint)row * columns + unit, columns);
                }
                unit += units;
            }
        }

        /// <summary>Some rows of Bᵀ times one panel.</summary>
        private void Tile(int* starts, int unit, int row, int count, T* tile)
        {
            TileShape shape = kernel.ShapeFor(left.Rows - unit, count);
            int blockDepth = PackedRows<T>.Depth(inner), width = kernel.WidthFor(count);
            T* panel = packed + (nint)row * inner;
            for (int k = 0; k < inner; k += blockDepth)
            {
                TileTarget<T> target = new(tile, width, add: added != null || k > 0);
                left.Run(kernel, shape, starts, unit, k, Math.Min(blockDepth, inner - k), panel + (nint)k * width, target);
            }
        }
    }
}
