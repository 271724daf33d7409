using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels;

/// <summary>C = A·B, computed as Cᵀ = Bᵀ·Aᵀ: where A and Bᵀ have contiguous rows and those of A are fewer, as in y = x·Wᵀ of a batch. Only the smaller
/// matrix is packed, and tiles of the result are turned as they are stored.</summary>
/// <remarks>Every element is summed in the same order as by <see cref="MatrixProduct"/>, so its bits are the same.</remarks>
internal static unsafe class TransposedProduct
{
    /// <summary>The fewest elements of A that are worth it, and the most that are packed.</summary>
    private const int Smallest = Blocks.AreTiny ? 30 : 4096, Largest = Blocks.AreTiny ? 1 << 9 : 1 << 22;

    /// <summary>So many panels of A stay in the second-level cache while the rows of Bᵀ run by.</summary>
    private const int PanelsAtATime = Blocks.AreTiny ? 2 : 4;

    /// <summary>How many pieces the rows of Bᵀ are cut into if there are enough of them, and the elements that make a piece of packing.</summary>
    private const int WantedPieces = 16, SmallestPiece = Blocks.AreTiny ? 16 : 8192;

    /// <summary>Whether it is the faster way for A of [rows, inner] times B of [inner, columns].</summary>
    /// <param name="team">The threads.</param>
    /// <param name="rows">The rows of A.</param>
    /// <param name="inner">The columns of A.</param>
    /// <param name="columns">The columns of B.</param>
    /// <param name="bColumnStride">How far apart they are.</param>
    public static bool Suits<T>(Team team, int rows, int inner, int columns, int bColumnStride) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        rows < columns && (long)rows * inner >= Smallest && LeftRows<T>.CanBeReadInPlace(bColumnStride)
        && (long)Team.Cut(rows, TileKernels.Of<T>(team.Width).PanelWidth) * TileKernels.Of<T>(team.Width).PanelWidth * inner <= Largest;

    /// <summary>C = A·B + row.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="a">A, whose rows are contiguous.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="inner">Its columns.</param>
    /// <param name="aRowStride">How far apart its rows are.</param>
    /// <param name="b">B, whose columns are contiguous.</param>
    /// <param name="bColumnStride">How far apart its columns are.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="added">What is added to every row of C, or null.</param>
    /// <param name="c">C, [rows, columns]; overwritten.</param>
    public static void Multiply<T>(Team team, T* a, int rows, int inner, int aRowStride, T* b, int bColumnStride, int columns, T* added, T* c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TileKernel<T> kernel = TileKernels.Of<T>(team.Width);
        int panels = Team.Cut(rows, kernel.PanelWidth), lengthOfPanels = panels * kernel.PanelWidth * inner;
        T[] rented = ArrayPool<T>.Shared.Rent(lengthOfPanels + AlignedMemory.Line / sizeof(T));
        fixed (T* start = rented)
        {
            T* packed = AlignedMemory.Align(start);
            int depthAtATime = Math.Max(1, SmallestPiece / kernel.PanelWidth);
            team.Run(new PackingPieces<T>(kernel, new StoredPanels<T>(a, 1, aRowStride), rows, inner, depthAtATime, packed), panels * Team.Cut(inner, depthAtATime));
            int groups = Team.Cut(panels, PanelsAtATime), block = Team.Cut(Team.Cut(columns, Team.Cut(WantedPieces, groups)), kernel.TallRows) * kernel.TallRows;
            team.Run(new Pieces<T>(kernel, packed, rows, inner, LeftRows<T>.InPlace(b, columns, bColumnStride), columns, block, added, c), groups * Team.Cut(columns, block));
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>A piece is a part of a panel.</summary>
    private readonly struct PackingPieces<T>(TileKernel<T> kernel, StoredPanels<T> a, int rows, int inner, int depth, T* packed) : IPieces where T : unmanaged
    {
        public void Run(int piece)
        {
            (int panel, int part) = Math.DivRem(piece, Team.Cut(inner, depth));
            int column = panel * kernel.PanelWidth, columns = Math.Min(kernel.PanelWidth, rows - column), k = part * depth, width = kernel.WidthFor(columns);
            a.Pack(k, Math.Min(depth, inner - k), column, columns, width, packed + (nint)column * inner + (nint)k * width);
        }
    }

    /// <summary>A piece is a group of panels with some rows of Bᵀ.</summary>
    private readonly struct Pieces<T>(TileKernel<T> kernel, T* packed, int rows, int inner, LeftRows<T> left, int columns, int block, T* added, T* c) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [SkipLocalsInit]
        public void Run(int piece)
        {
            (int group, int part) = Math.DivRem(piece, Team.Cut(columns, block));
            int blockDepth = PackedRows.Depth(inner), first = group * PanelsAtATime * kernel.PanelWidth, end = Math.Min(rows, first + PanelsAtATime * kernel.PanelWidth);
            T* tile = stackalloc T[TileKernels.TallestRows * TileKernels.WidestPanel + AlignedMemory.Line / sizeof(T)];
            tile = AlignedMemory.Align(tile);
            int* starts = stackalloc int[LeftRows<T>.StartsLength];
            left.FillStarts(starts);
            for (int unit = part * block, last = Math.Min(columns, unit + block); unit < last;)
            {
                TileHeight height = kernel.HeightFor(columns - unit);
                int units = Math.Min(kernel.RowsOf(height), last - unit);
                for (int row = first; row < end; row += kernel.PanelWidth)
                {
                    int count = Math.Min(kernel.PanelWidth, end - row);
                    bool isNarrow = kernel.IsNarrow(count);
                    int width = kernel.WidthFor(count);
                    if (added != null)
                        for (int i = 0; i < units; i++) new Span<T>(tile + i * width, width).Fill(added[unit + i]);
                    for (int k = 0; k < inner; k += blockDepth)
                        left.Run(kernel, height, isNarrow, starts, unit, k, Math.Min(blockDepth, inner - k), packed + (nint)row * inner + (nint)k * width, tile, width, added != null || k > 0);
                    Transposition.Copy(tile, width, units, count, c + (nint)row * columns + unit, columns);
                }
                unit += units;
            }
        }
    }
}
