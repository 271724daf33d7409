using System.Runtime.CompilerServices;
using Chainrule.Kernels.Threads;
using Chainrule.Kernels.Vectors;

namespace Chainrule.Kernels.Products;

/// <summary>The left-hand matrix of a product as tiles read it: block of the inner dimension after block, tile after tile, the rows of a
/// tile side by side. Rows that fill no tile are completed with zeros.</summary>
internal static unsafe class PackedRows<T> where T : unmanaged
{
    /// <summary>The most of the inner dimension that is taken at a time: a panel of that depth stays in the second-level cache.</summary>
    public const int Deepest = Blocks.AreTiny ? 7 : 512;

    /// <summary>The elements that make a piece worth handing to another thread.</summary>
    private const int SmallestPiece = Blocks.AreTiny ? 16 : 16384;

    /// <summary>How deep the blocks are: as even as can be.</summary>
    public static int Depth(int inner) => Cut.Count(inner, Math.Max(1, Cut.Count(inner, Deepest)));

    /// <summary>Packs a matrix.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="kernel">The kernel that will read it.</param>
    /// <param name="a">The matrix, [rows, inner].</param>
    /// <param name="blockDepth">How many of its columns are a block.</param>
    /// <param name="packed">Room for <see cref="TileKernel{T}.PackedRows"/> times inner elements.</param>
    public static void Pack(Team team, TileKernel<T> kernel, PinnedMatrix<T> a, int blockDepth, T* packed) =>
        team.Run(new Pieces(kernel, a, blockDepth, packed), Cut.Count(a.Rows, PieceRows(kernel.TallRows, a.Columns)));

    /// <summary>How many rows are one piece of work: enough that a piece is worth handing to another thread.</summary>
    private static int PieceRows(int tallRows, int inner) => tallRows * Math.Max(1, SmallestPiece / Math.Max(1, tallRows * inner));

    private readonly struct Pieces(TileKernel<T> kernel, PinnedMatrix<T> a, int blockDepth, T* packed) : IPieces
    {
        public void Run(int piece)
        {
            int rows = a.Rows, inner = a.Columns;
            int size = PieceRows(kernel.TallRows, inner), end = Math.Min(rows, (piece + 1) * size), all = kernel.PackedRows(rows);
            for (int k = 0; k < inner; k += blockDepth)
            {
                int depth = Math.Min(blockDepth, inner - k);
                for (int row = piece * size; row < end;)
                {
                    int tile = kernel.RowsFor(rows - row), height = Math.Min(tile, rows - row);
                    Tile(a.At(row, k), height, tile, depth, packed + (nint)all * k + (nint)row * depth);
                    row += height;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Tile(T* source, int height, int tile, int depth, T* target)
        {
            nint rowStride = a.RowStride, columnStride = a.ColumnStride;
            if (height < tile) new Span<T>(target, tile * depth).Clear();
            if (columnStride == 1) Transposition.Copy(source, rowStride, height, depth, target, tile);
            else
                for (int k = 0; k < depth; k++, source += columnStride, target += tile)
                    if (rowStride == 1) ShortRows.Copy(source, target, height);
                    else
                        for (int i = 0; i < height; i++) target[i] = source[i * rowStride];
        }
    }
}
