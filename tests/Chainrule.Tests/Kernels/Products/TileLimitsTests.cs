using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Images;
using Chainrule.Kernels.Products;

namespace Chainrule.Tests.Kernels.Products;

/// <summary>What keeps tiles within memory: every limit is compared with the kernels, so none of them can move alone.</summary>
public unsafe class TileLimitsTests
{
    private static readonly (int Rows, int Columns, int Lanes)[] kernels =
    [
        .. TileKernels<float>.All.Select(kernel => (kernel.TallRows, kernel.PanelWidth, kernel.Lanes)),
        .. TileKernels<double>.All.Select(kernel => (kernel.TallRows, kernel.PanelWidth, kernel.Lanes)),
    ];

    public static TheoryData<VectorWidth> Widths => [.. Enum.GetValues<VectorWidth>().Where(Team.Supports)];

    [Fact]
    public void The_limits_are_those_of_the_largest_kernels()
    {
        Assert.Equal(TileLimits.TallestRows, kernels.Max(kernel => kernel.Rows));
        Assert.Equal(TileLimits.WidestPanel, kernels.Max(kernel => kernel.Columns));
        Assert.Equal(TileLimits.WidestNarrowPanel, kernels.Max(kernel => kernel.Lanes));
    }

    [Fact]
    public void The_starts_of_the_tallest_tile_fit_in_whole_vectors_of_any_width()
    {
        const int Widest = 64 / sizeof(int);
        Assert.Equal(TileLimits.Starts, Cut.Count(kernels.Max(kernel => kernel.Rows), Widest) * Widest);
        Assert.Equal(0, TileLimits.Starts % Vector<int>.Count);
    }

    [Fact]
    public void A_panel_may_reach_past_the_last_column_by_all_but_one_of_its_own() =>
        Assert.InRange(TileLimits.ReadPast, kernels.Max(kernel => kernel.Columns) - 1, TileLimits.WidestPanel);

    [Theory, MemberData(nameof(Widths))]
    public void The_tiles_for_some_rows_and_columns_end_within_the_limits(VectorWidth width)
    {
        TileKernel<float> kernel = TileKernels<float>.Of(width);
        for (int size = 1; size <= 3 * TileLimits.WidestPanel; size++)
        {
            Assert.InRange(kernel.PackedRows(size), size, TileLimits.RowsOfTiles(size));
            int columns = 0;
            while (columns < size) columns += kernel.WidthFor(Math.Min(kernel.PanelWidth, size - columns));
            Assert.InRange(columns, size, TileLimits.ColumnsOfTiles(size));
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void A_frame_has_room_for_what_the_last_panel_reads(VectorWidth width)
    {
        int panelWidth = TileKernels<float>.Of(width).PanelWidth;
        (int, int, int)[] sizes = [(1, 1, 1), (5, 3, 1), (6, 2, 2), (9, 4, 3), (13, 13, 1), (40, 5, 1)];
        foreach ((int height, int kernel, int stride) in sizes)
        {
            PaddedImage frame = new(Square(height, kernel, stride));
            int[] places = new int[frame.Window.PatchLength];
            fixed (int* first = places) frame.FillPlaces(first);
            Assert.InRange(places.Max() + Cut.Count(frame.Positions, panelWidth) * panelWidth, frame.Positions, frame.Length);
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void A_tile_writes_its_rows_and_columns_and_nothing_else(VectorWidth width)
    {
        Check<float>(width);
        Check<double>(width);
    }

    private static void Check<T>(VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Fence = 3;
        TileKernel<T> kernel = TileKernels<T>.Of(width);
        foreach (int rowsLeft in (int[])[TileLimits.ShortRows, kernel.TallRows - 1, kernel.TallRows])
            foreach (int columns in (int[])[kernel.Lanes, kernel.PanelWidth])
            {
                TileShape shape = kernel.ShapeFor(rowsLeft, columns);
                int rows = kernel.RowsOf(shape), panel = kernel.WidthFor(columns), stride = panel + Fence;
                T[] left = new T[rows], right = new T[panel], c = new T[(rows + 2 * Fence) * stride];
                Array.Fill(left, T.One);
                Array.Fill(right, T.One);
                fixed (T* a = left, b = right, target = c)
                    kernel.Run(shape, depth: 1, a, b, new(target + Fence * stride, stride, add: true));
                for (int i = 0; i < c.Length; i++)
                {
                    (int row, int column) = (i / stride - Fence, i % stride);
                    Assert.Equal(row >= 0 && row < rows && column < panel ? T.One : T.Zero, c[i]);
                }
            }
    }

    private static Window2d Square(int height, int kernel, int stride) => new()
    {
        Channels = 2,
        Height = height,
        Width = height,
        KernelHeight = kernel,
        KernelWidth = kernel,
        StrideHeight = stride,
        StrideWidth = stride,
        PadTop = 0,
        PadLeft = 0,
        OutHeight = (height - kernel) / stride + 1,
        OutWidth = (height - kernel) / stride + 1,
    };
}
