namespace Chainrule.Kernels;

/// <summary>The matrix of patches of one image, [channels·kernel, positions]: column j holds the pixels under the window at position j.
/// It exists only panel by panel, while a product reads it.</summary>
internal readonly unsafe struct Patches<T>(T* image, Window2d window) : IPanelSource<T> where T : unmanaged
{
    public void Pack(int row, int rows, int column, int columns, int width, T* panel)
    {
        if (columns < width) new Span<T>(panel, rows * width).Clear();
        for (int done = 0; done < columns;)
        {
            (int outRow, int outColumn) = Math.DivRem(column + done, window.OutWidth);
            int run = Math.Min(window.OutWidth - outColumn, columns - done);
            PackRun(row, rows, outRow * window.StrideHeight - window.PadTop, outColumn * window.StrideWidth - window.PadLeft, run, width, panel + done);
            done += run;
        }
    }

    /// <summary>Packs positions that are neighbours in one row of the output; the first one's window starts at pixel (top, left).</summary>
    private void PackRun(int row, int rows, int top, int left, int run, int width, T* panel)
    {
        int stride = window.StrideWidth;
        (int channel, int kernel) = Math.DivRem(row, window.KernelArea);
        (int kernelRow, int kernelColumn) = Math.DivRem(kernel, window.KernelWidth);
        for (int k = 0; k < rows; k++, panel += width)
        {
            int y = top + kernelRow, x = left + kernelColumn;
            if ((uint)y >= (uint)window.Height) new Span<T>(panel, run).Clear();
            else
            {
                T* pixels = image + (long)channel * window.Area + (long)y * window.Width;
                if (stride == 1) Spans.CopyWithin(pixels, window.Width, x, panel, run);
                else
                    for (int i = 0; i < run; i++, x += stride) panel[i] = (uint)x < (uint)window.Width ? pixels[x] : default;
            }
            if (++kernelColumn < window.KernelWidth) continue;
            kernelColumn = 0;
            if (++kernelRow < window.KernelHeight) continue;
            kernelRow = 0;
            channel++;
        }
    }
}

/// <summary>The same matrix transposed, [positions, channels·kernel].</summary>
internal readonly unsafe struct TransposedPatches<T>(T* image, Window2d window) : IPanelSource<T> where T : unmanaged
{
    public void Pack(int row, int rows, int column, int columns, int width, T* panel)
    {
        int stride = window.StrideWidth;
        if (columns < width) new Span<T>(panel, rows * width).Clear();
        for (int j = 0; j < columns; j++)
        {
            (int channel, int kernel) = Math.DivRem(column + j, window.KernelArea);
            (int kernelRow, int kernelColumn) = Math.DivRem(kernel, window.KernelWidth);
            T* target = panel + j;
            (int outRow, int outColumn) = Math.DivRem(row, window.OutWidth);
            for (int done = 0; done < rows; outRow++, outColumn = 0)
            {
                int run = Math.Min(window.OutWidth - outColumn, rows - done);
                int y = outRow * window.StrideHeight - window.PadTop + kernelRow, x = outColumn * stride - window.PadLeft + kernelColumn;
                if ((uint)y >= (uint)window.Height)
                    for (int i = 0; i < run; i++, target += width) *target = default;
                else
                {
                    T* pixels = image + (long)channel * window.Area + (long)y * window.Width;
                    if (x >= 0 && x + (long)(run - 1) * stride < window.Width)
                        for (int i = 0; i < run; i++, x += stride, target += width) *target = pixels[x];
                    else
                        for (int i = 0; i < run; i++, x += stride, target += width) *target = (uint)x < (uint)window.Width ? pixels[x] : default;
                }
                done += run;
            }
        }
    }
}

/// <summary>The matrix that carries the gradient of one image's outputs back to its pixels, [filters·kernel, pixels]: column j holds, for
/// every filter and place in the window, the gradient of the output that saw pixel j there, and 0 where there is none.</summary>
internal readonly unsafe struct OutputGradients<T>(T* outputs, Window2d window) : IPanelSource<T> where T : unmanaged
{
    public void Pack(int row, int rows, int column, int columns, int width, T* panel)
    {
        if (columns < width) new Span<T>(panel, rows * width).Clear();
        for (int done = 0; done < columns;)
        {
            (int y, int x) = Math.DivRem(column + done, window.Width);
            int run = Math.Min(window.Width - x, columns - done);
            PackRun(row, rows, y + window.PadTop, x + window.PadLeft, run, width, panel + done);
            done += run;
        }
    }

    /// <summary>Packs pixels that are neighbours in one row of the image, from (y, x) on, counted from the edge of the padding.</summary>
    private void PackRun(int row, int rows, int y, int x, int run, int width, T* panel)
    {
        int stride = window.StrideWidth;
        (int filter, int kernel) = Math.DivRem(row, window.KernelArea);
        (int kernelRow, int kernelColumn) = Math.DivRem(kernel, window.KernelWidth);
        for (int k = 0; k < rows; k++, panel += width)
        {
            (int outRow, int between) = Math.DivRem(y - kernelRow, window.StrideHeight);
            if (y < kernelRow || between != 0 || outRow >= window.OutHeight) new Span<T>(panel, run).Clear();
            else
            {
                T* source = outputs + (long)filter * window.OutArea + (long)outRow * window.OutWidth;
                if (stride == 1) Spans.CopyWithin(source, window.OutWidth, x - kernelColumn, panel, run);
                else Spread(source, x - kernelColumn, panel, run);
            }
            if (++kernelColumn < window.KernelWidth) continue;
            kernelColumn = 0;
            if (++kernelRow < window.KernelHeight) continue;
            kernelRow = 0;
            filter++;
        }
    }

    /// <summary>Every stride-th pixel has an output in this row; the first one at a distance that is a multiple of the stride.</summary>
    private void Spread(T* source, int distance, T* target, int run)
    {
        int stride = window.StrideWidth;
        new Span<T>(target, run).Clear();
        int outColumn = distance <= 0 ? 0 : (distance - 1) / stride + 1;
        for (int i = outColumn * stride - distance; i < run && outColumn < window.OutWidth; i += stride, outColumn++) target[i] = source[outColumn];
    }
}

/// <summary>Copies between rows of pixels.</summary>
internal static unsafe class Spans
{
    /// <summary>target[i] = source[start + i] where the source has such an element, and 0 elsewhere.</summary>
    public static void CopyWithin<T>(T* source, int length, int start, T* target, int count) where T : unmanaged
    {
        int first = Math.Min(Math.Max(-start, 0), count), end = Math.Max(Math.Min(length - start, count), first);
        for (int i = 0; i < first; i++) target[i] = default;
        Rows.Copy(source + start + first, target + first, end - first);
        for (int i = end; i < count; i++) target[i] = default;
    }
}
