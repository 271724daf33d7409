using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels;

/// <summary>Convolution of a batch of images, as products with matrices of patches that are read where they lie, in a <see cref="Frame"/> of one
/// image at a time.</summary>
/// <remarks>Weights are [filters, channels, kernel height, kernel width], which is the matrix [filters, patch]. Where the work is cut
/// depends on the problem alone, and every sum has one fixed order. Where outputs go and where gradients come from are types, so that a layer
/// behind the convolution can take part, sample by sample (<see cref="PooledConvolution"/>).</remarks>
internal static unsafe class Convolution
{
    /// <summary>How many pieces a convolution is cut into if there are not as many samples.</summary>
    public const int WantedPieces = Blocks.AreTiny ? 4 : 16;

    /// <summary>y = W ⋆ x + b.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="window">Images and kernel.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="weight">[filters, channels, kernel height, kernel width].</param>
    /// <param name="bias">[filters], or empty.</param>
    /// <param name="y">[batch, filters, out height, out width]; overwritten.</param>
    /// <param name="filters">The number of filters.</param>
    public static void Forward<T>(Team team, Window2d window, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int filters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int batch = Batch(window, x, y, weight, filters);
        if (window.IsWholeImage) MatrixProduct.Multiply(team, new(x, batch, window.PatchLength), new Matrix<T>(weight, filters, window.PatchLength).Transposed, bias, y);
        else
            fixed (T* px = x, py = y)
                Correlate(team, new Frame(window), Images(window, px, batch), weight, bias, filters, new StoredOutputs<T>(py, filters * window.OutArea), batch);
    }

    /// <summary>How many elements <see cref="WeightGradient{T}"/> needs for partial sums.</summary>
    public static int WeightGradientScratch(Window2d window, int filters, int batch) =>
        window.IsWholeImage ? 0 : checked(Groups(batch) * SumLength(window, filters) + batch * filters);

    /// <summary>dW += or = Σ over samples and positions of dy·xᵀ, the first sample first; db += Σ dy.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="window">Images and kernel.</param>
    /// <param name="x">[batch, channels, height, width].</param>
    /// <param name="dy">[batch, filters, out height, out width].</param>
    /// <param name="gradient">[filters, channels, kernel height, kernel width].</param>
    /// <param name="accumulate">Whether to add to the gradient or to overwrite it.</param>
    /// <param name="biasGradient">[filters], or empty.</param>
    /// <param name="filters">The number of filters.</param>
    /// <param name="scratch"><see cref="WeightGradientScratch"/> elements.</param>
    public static void WeightGradient<T>(Team team, Window2d window, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> gradient, bool accumulate, Span<T> biasGradient, int filters, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int batch = Batch(window, x, dy, gradient, filters);
        if (window.IsWholeImage)
        {
            MatrixProduct.Multiply(team, new Matrix<T>(dy, batch, filters).Transposed, new(x, batch, window.PatchLength), gradient, accumulate);
            if (!biasGradient.IsEmpty) Rows.AddSum(team, dy, biasGradient);
        }
        else
            fixed (T* pdy = dy)
                WeightGradient(team, window, x, Gradients(window, pdy, filters, batch), gradient, accumulate, biasGradient, filters, batch, scratch);
    }

    /// <summary>The gradient of the weights for gradients of the outputs that need not be stored.</summary>
    /// <inheritdoc cref="WeightGradient{T}"/>
    public static void WeightGradient<T, TGradients>(
        Team team, Window2d window, ReadOnlySpan<T> x, TGradients dy, Span<T> gradient, bool accumulate, Span<T> biasGradient, int filters, int batch, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradients : struct, IImages<T>
    {
        if (scratch.Length < WeightGradientScratch(window, filters, batch)) throw new ArgumentException($"A scratch of {scratch.Length} is too small.");
        if (gradient.Length != (long)filters * window.PatchLength || (!biasGradient.IsEmpty && biasGradient.Length != filters))
            throw new ArgumentException($"Gradients of {gradient.Length} and {biasGradient.Length} do not fit {window} and {filters} filters.");
        Frame frame = new(window);
        TileKernel<T> kernel = TileKernels.Of<T>(team.Width);
        int groups = Groups(batch), patch = window.PatchLength;
        int[] places = ArrayPool<int>.Shared.Rent(kernel.PackedRows(patch)), steps = ArrayPool<int>.Shared.Rent(window.OutArea);
        fixed (T* px = x, pg = gradient, ps = scratch)
        fixed (int* pp = places, pt = steps)
        {
            frame.FillPlaces(pp);
            frame.FillPositions(pt);
            // Rows that only fill the last tile up may read anything that is there.
            new Span<int>(pp + patch, kernel.PackedRows(patch) - patch).Clear();
            T* planes = biasGradient.IsEmpty ? null : ps + groups * SumLength(window, filters);
            team.Run(new WeightPieces<T, TGradients>(kernel, frame, pp, pt, Images(window, px, batch), dy, ps, planes, filters, batch, groups), groups);
            if (planes != null) AddPlanes(planes, batch, biasGradient);
            team.Run(new SumPieces<T>(ps, pg, groups, patch, filters, SumLength(window, filters), accumulate), Team.Cut(patch, SumPieces<T>.Piece));
        }
        ArrayPool<int>.Shared.Return(steps);
        ArrayPool<int>.Shared.Return(places);
    }

    /// <summary>gradient += Σ over the batch of what each sample's planes sum up to; the sums of the planes are numbers of the precision, their sum is made in
    /// double precision.</summary>
    private static void AddPlanes<T>(T* planes, int batch, Span<T> gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Most = 64;
        double* sums = stackalloc double[Most];
        for (int first = 0; first < gradient.Length; first += Most)
        {
            int count = Math.Min(Most, gradient.Length - first);
            new Span<double>(sums, count).Clear();
            for (int sample = 0; sample < batch; sample++)
                for (int i = 0; i < count; i++) sums[i] += double.CreateTruncating(planes[(nint)sample * gradient.Length + first + i]);
            for (int i = 0; i < count; i++) gradient[first + i] += T.CreateTruncating(sums[i]);
        }
    }

    /// <summary>How many elements <see cref="InputGradient{T}"/> needs for rearranged weights.</summary>
    public static int InputGradientScratch(Window2d window, int filters) => window.IsWholeImage ? 0 : checked(filters * window.PatchLength);

    /// <summary>dx: for every pixel the sum, over all outputs that saw it, of weight times gradient. That is the convolution of the gradients,
    /// spaced by the stride, with the kernels turned around.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="window">Images and kernel.</param>
    /// <param name="dy">[batch, filters, out height, out width].</param>
    /// <param name="weight">[filters, channels, kernel height, kernel width].</param>
    /// <param name="dx">[batch, channels, height, width]; overwritten.</param>
    /// <param name="filters">The number of filters.</param>
    /// <param name="scratch"><see cref="InputGradientScratch"/> elements.</param>
    public static void InputGradient<T>(Team team, Window2d window, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, Span<T> dx, int filters, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int batch = Batch(window, dx, dy, weight, filters);
        if (window.IsWholeImage) MatrixProduct.Multiply(team, new(dy, batch, filters), new(weight, filters, window.PatchLength), dx, accumulate: false);
        else
            fixed (T* pdy = dy)
                InputGradient(team, window, Gradients(window, pdy, filters, batch), weight, dx, filters, batch, scratch);
    }

    /// <summary>dx for gradients of the outputs that need not be stored.</summary>
    /// <inheritdoc cref="InputGradient{T}"/>
    public static void InputGradient<T, TGradients>(Team team, Window2d window, TGradients dy, ReadOnlySpan<T> weight, Span<T> dx, int filters, int batch, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradients : struct, IImages<T>
    {
        if (scratch.Length < InputGradientScratch(window, filters)) throw new ArgumentException($"A scratch of {scratch.Length} is too small.");
        int area = window.KernelArea;
        Span<T> turned = scratch[..weight.Length];
        for (int filter = 0, from = 0; filter < filters; filter++)
            for (int channel = 0; channel < window.Channels; channel++, from += area)
            {
                Span<T> target = turned.Slice((channel * filters + filter) * area, area);
                weight.Slice(from, area).CopyTo(target);
                target.Reverse();
            }
        Window2d gradients = new(filters, window.OutHeight, window.OutWidth, window.KernelHeight, window.KernelWidth, 1, 1,
            window.KernelHeight - 1 - window.PadTop, window.KernelWidth - 1 - window.PadLeft, window.Height, window.Width);
        fixed (T* pdx = dx)
            Correlate(team, new Frame(gradients, window.StrideHeight, window.StrideWidth), dy, turned, [], window.Channels, new StoredOutputs<T>(pdx, window.Channels * window.Area), batch);
    }

    /// <summary>y = W ⋆ x + b for images as a frame holds them; W is [rows, patch].</summary>
    public static void Correlate<T, TImages, TOutputs>(
        Team team, Frame frame, TImages x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, int rows, TOutputs y, int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TImages : struct, IImages<T> where TOutputs : struct, IOutputs<T>
    {
        if (weight.Length != (long)rows * frame.Window.PatchLength || (!bias.IsEmpty && bias.Length != rows))
            throw new ArgumentException($"{weight.Length} weights and {bias.Length} biases do not fit {frame.Window} and {rows} filters.");
        TileKernel<T> kernel = TileKernels.Of<T>(team.Width);
        int patch = frame.Window.PatchLength, panels = Team.Cut(frame.Positions, kernel.PanelWidth);
        int parts = TOutputs.AreWhole ? 1 : Math.Min(panels, Team.Cut(WantedPieces, batch));
        T[] packed = ArrayPool<T>.Shared.Rent(kernel.PackedRows(rows) * patch);
        int[] places = ArrayPool<int>.Shared.Rent(patch);
        fixed (T* pw = weight, pb = bias, pk = packed)
        fixed (int* pp = places)
        {
            frame.FillPlaces(pp);
            PackedRows.Pack(team, kernel, pw, rows, patch, PackedRows.Depth(patch), patch, 1, pk);
            team.Run(new CorrelationPieces<T, TImages, TOutputs>(kernel, frame, pp, x, pk, pb, y, rows, panels, parts), checked(batch * parts));
        }
        ArrayPool<int>.Shared.Return(places);
        ArrayPool<T>.Shared.Return(packed);
    }

    /// <summary>The inputs of a convolution, which are stored.</summary>
    public static StoredImages<T> Images<T>(Window2d window, T* x, int batch) where T : unmanaged => new(x, window.Channels * window.Area, batch);

    private static StoredImages<T> Gradients<T>(Window2d window, T* dy, int filters, int batch) where T : unmanaged => new(dy, filters * window.OutArea, batch);

    private static int Batch<T>(Window2d window, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> weight, int filters)
    {
        long image = (long)window.Channels * window.Area, output = (long)filters * window.OutArea;
        int batch = (int)(x.Length / image);
        if (x.Length != batch * image || y.Length != batch * output || weight.Length != (long)filters * window.PatchLength)
            throw new ArgumentException($"{x.Length} pixels, {y.Length} outputs and {weight.Length} weights do not fit {window} and {filters} filters.");
        return batch;
    }

    /// <summary>The samples fall into a few groups with a sum each, which different threads can take: enough groups that threads end together, few
    /// enough that adding the sums takes little.</summary>
    private static int Groups(int batch) => Math.Min(batch, Math.Clamp(batch / 4, WantedPieces, 2 * WantedPieces));

    /// <summary>The elements of a partial sum, [patch, filters], with room for what the last tiles write too much.</summary>
    private static int SumLength(Window2d window, int filters) => checked((window.PatchLength + TileKernels.TallestRows - 1) * SumWidth(filters));

    private static int SumWidth(int filters) => Team.Cut(filters, TileKernels.WidestPanel / 2) * (TileKernels.WidestPanel / 2);

    /// <summary>A piece is one sample, or some panels of its positions.</summary>
    private readonly struct CorrelationPieces<T, TImages, TOutputs>(
        TileKernel<T> kernel, Frame frame, int* places, TImages x, T* weight, T* bias, TOutputs y, int rows, int panels, int parts) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TImages : struct, IImages<T> where TOutputs : struct, IOutputs<T>
    {
        /// <summary>How far apart rows of outputs are that are kept whole, useless columns included.</summary>
        private readonly int pitch = panels * kernel.PanelWidth;

        public void Run(int piece)
        {
            (int sample, int part) = Math.DivRem(piece, parts);
            int outputs = TOutputs.AreWhole ? checked(kernel.PackedRows(rows) * pitch) : 0, line = AlignedMemory.Line / sizeof(T);
            T[] rented = ArrayPool<T>.Shared.Rent(checked(outputs + frame.Length + x.FrameRoom(frame) + line));
            fixed (T* start = rented)
            {
                T* whole = AlignedMemory.Align(start), image = whole + outputs;
                image = x.Framed(sample, frame, image, image + frame.Length);
                if (TOutputs.AreWhole)
                {
                    for (int panel = 0; panel < panels; panel++) WholePanel(image, panel * kernel.PanelWidth, Columns(panel), whole);
                    y.Take(sample, whole, pitch, frame.Pitch, bias);
                }
                else
                {
                    (int first, int end) = Team.Part(panels, part, parts);
                    for (int panel = first; panel < end; panel++) Panel(image, panel * kernel.PanelWidth, Columns(panel), y.Of(sample));
                }
            }
            ArrayPool<T>.Shared.Return(rented);
        }

        private int Columns(int panel) => Math.Min(kernel.PanelWidth, frame.Positions - panel * kernel.PanelWidth);

        /// <summary>Some neighbouring positions, for all rows of W, useless ones included and without the bias.</summary>
        private void WholePanel(T* image, int column, int columns, T* target)
        {
            for (int row = 0; row < rows;)
            {
                TileHeight height = kernel.HeightFor(rows - row);
                Tile(image + column, row, height, kernel.IsNarrow(columns), target + (nint)row * pitch + column, pitch);
                row += kernel.RowsOf(height);
            }
        }

        /// <summary>Some neighbouring positions, for all rows of W.</summary>
        [SkipLocalsInit]
        private void Panel(T* image, int column, int columns, T* target)
        {
            int width = kernel.WidthFor(columns);
            T* tile = stackalloc T[kernel.TallRows * width + AlignedMemory.Line / sizeof(T)];
            tile = AlignedMemory.Align(tile);
            Stretch* stretches = stackalloc Stretch[columns];
            int runs = FindStretches(column, columns, stretches);
            for (int row = 0; row < rows;)
            {
                TileHeight height = kernel.HeightFor(rows - row);
                int count = Math.Min(kernel.RowsOf(height), rows - row);
                Tile(image + column, row, height, kernel.IsNarrow(columns), tile, width);
                T* outputs = target + (nint)row * frame.Window.OutArea, added = bias == null ? null : bias + row;
                for (int s = 0; s < runs; s++) CopyPlus(tile + stretches[s].From, width, added, outputs + stretches[s].To, frame.Window.OutArea, stretches[s].Length, count);
                row += count;
            }
        }

        /// <summary>Some rows of W times some neighbouring columns of the matrix of patches.</summary>
        private void Tile(T* patches, int row, TileHeight height, bool isNarrow, T* target, int stride)
        {
            int patch = frame.Window.PatchLength, blockDepth = PackedRows.Depth(patch), all = kernel.PackedRows(rows);
            for (int k = 0; k < patch; k += blockDepth)
            {
                int depth = Math.Min(blockDepth, patch - k);
                kernel.RunSpreadRight(height, isNarrow, depth, weight + (nint)all * k + (nint)row * depth, patches, places + k, target, stride, add: k > 0);
            }
        }

        /// <summary>Finds which columns of a panel are outputs, and which ones.</summary>
        private int FindStretches(int column, int columns, Stretch* stretches)
        {
            int count = 0;
            (int outRow, int outColumn) = Math.DivRem(column, frame.Pitch);
            for (int from = 0; from < columns; outRow++, outColumn = 0)
            {
                int length = Math.Min(frame.Window.OutWidth - outColumn, columns - from);
                if (length > 0) stretches[count++] = new(from, outRow * frame.Window.OutWidth + outColumn, length);
                from += frame.Pitch - outColumn;
            }
            return count;
        }

        /// <summary>target = source + a number for each row.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void CopyPlus(T* source, int sourceStride, T* numbers, T* target, int targetStride, int length, int rows)
        {
            int lanes = Vector<T>.Count;
            for (int row = 0; row < rows; row++, source += sourceStride, target += targetStride)
            {
                T number = numbers == null ? T.Zero : numbers[row];
                Vector<T> added = new(number);
                int i = 0;
                for (; i <= length - lanes; i += lanes) (Vector.Load(source + i) + added).Store(target + i);
                if (i == length) continue;
                // The last vector may reach back over the one before it.
                if (length >= lanes) (Vector.Load(source + length - lanes) + added).Store(target + length - lanes);
                else
                    for (; i < length; i++) target[i] = source[i] + number;
            }
        }
    }

    /// <summary>Neighbouring columns of a tile that are neighbouring outputs.</summary>
    private readonly record struct Stretch(int From, int To, int Length);

    /// <summary>A piece is one group of samples. Its sum is [patch, filters]: pixels are the left factor, read in the frame, and gradients the right
    /// one, turned to [outputs, filters] for some rows of outputs at a time.</summary>
    private readonly struct WeightPieces<T, TGradients>(
        TileKernel<T> kernel, Frame frame, int* places, int* positions, StoredImages<T> x, TGradients dy, T* sums, T* planes, int filters, int batch, int groups) : IPieces
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradients : struct, IImages<T>
    {
        /// <summary>About how many positions are taken at a time: so many rows of a panel stay in the first cache.</summary>
        private const int Positions = Blocks.AreTiny ? 5 : 256;

        public void Run(int piece)
        {
            Window2d window = frame.Window;
            (int first, int end) = Team.Part(batch, piece, groups);
            int rows = Math.Min(window.OutHeight, Math.Max(1, Positions / frame.Pitch));
            int panelLength = rows * window.OutWidth * kernel.PanelWidth;
            T* sum = sums + (nint)piece * SumLength(window, filters);
            T[] rented = ArrayPool<T>.Shared.Rent(checked(panelLength + frame.Length + dy.ImageRoom + AlignedMemory.Line / sizeof(T)));
            fixed (T* start = rented)
            {
                T* panel = AlignedMemory.Align(start), framed = panel + panelLength;
                for (int sample = first; sample < end; sample++)
                {
                    T* image = x.Framed(sample, frame, framed, null), gradients = dy.Of(sample, framed + frame.Length);
                    // Here, since the gradients are read once more right afterwards.
                    for (int filter = 0; planes != null && filter < filters; filter++)
                        planes[(nint)sample * filters + filter] = T.CreateTruncating(Moments.Sum(gradients + (nint)filter * window.OutArea, window.OutArea));
                    for (int row = 0; row < window.OutHeight; row += rows)
                        Add(image + row * frame.Pitch, gradients + row * window.OutWidth, Math.Min(rows, window.OutHeight - row), panel, sum, isFirst: sample == first && row == 0);
                }
            }
            ArrayPool<T>.Shared.Return(rented);
        }

        /// <summary>Adds what some rows of outputs give.</summary>
        private void Add(T* image, T* gradients, int outRows, T* panel, T* sum, bool isFirst)
        {
            Window2d window = frame.Window;
            int depth = outRows * window.OutWidth, stride = SumWidth(filters), patch = window.PatchLength;
            for (int filter = 0; filter < filters; filter += kernel.PanelWidth)
            {
                int columns = Math.Min(kernel.PanelWidth, filters - filter);
                bool isNarrow = kernel.IsNarrow(columns);
                int width = kernel.WidthFor(columns);
                if (columns < width) new Span<T>(panel, depth * width).Clear();
                Transposition.Copy(gradients + (nint)filter * window.OutArea, window.OutArea, columns, depth, panel, width);
                for (int row = 0; row < patch;)
                {
                    TileHeight height = kernel.HeightFor(patch - row);
                    kernel.RunSpreadLeft(height, isNarrow, depth, image, places + row, positions, panel, sum + (nint)row * stride + filter, stride, add: !isFirst);
                    row += kernel.RowsOf(height);
                }
            }
        }
    }

    /// <summary>Adds the sums of the groups, the first group first, and turns them into the gradient, [filters, patch].</summary>
    private readonly struct SumPieces<T>(T* sums, T* gradient, int groups, int patch, int filters, int sumLength, bool accumulate) : IPieces where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>How many rows of the sum are one piece.</summary>
        public const int Piece = Blocks.AreTiny ? 3 : 16;

        public void Run(int piece)
        {
            int stride = SumWidth(filters), lanes = Vector<T>.Count;
            for (int row = piece * Piece, end = Math.Min(patch, row + Piece); row < end; row++)
                for (int filter = 0; filter < filters; filter += lanes)
                {
                    T* from = sums + (nint)row * stride + filter;
                    Vector<T> sum = Vector.Load(from);
                    for (int group = 1; group < groups; group++) sum += Vector.Load(from + (nint)group * sumLength);
                    T* to = gradient + (nint)filter * patch + row;
                    for (int lane = 0; lane < Math.Min(lanes, filters - filter); lane++, to += patch) *to = accumulate ? *to + sum[lane] : sum[lane];
                }
        }
    }
}
