using System.Numerics;
using Chainrule.Kernels.Images;

namespace Chainrule.Layers;

/// <summary>What convolution and pooling have in common: how a window fits an image.</summary>
internal static class SlidingWindow
{
    /// <summary>The positions of a window over the builder's input.</summary>
    /// <param name="builder">The builder of the layer; its input must be [channels, height, width].</param>
    /// <param name="size">The window.</param>
    /// <param name="stride">How far it moves.</param>
    /// <param name="padding">What lies around the image.</param>
    /// <param name="name">What the layer calls the window: kernel or window.</param>
    /// <exception cref="ShapeException">The input is no image, or the window does not fit into it.</exception>
    public static Window2d Fit<T>(LayerBuilder<T> builder, Size2d size, Size2d stride, Padding padding, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape input = builder.Input;
        if (input.Rank != 3)
            throw builder.Misfit("3 dimensions [channels, height, width]",
                input.Rank == 2 ? $"A grey image is [1, {input[0]}, {input[1]}]." : "Take linear layers for rows of features.");
        Window2d window = Resolve(input, size, stride, padding);
        if (window.OutHeight < 1 || window.OutWidth < 1)
        {
            int border = 2 * (padding.Amount ?? 0);
            string around = border == 0 ? "" : $" with a padding of {padding}";
            string least = $"{Math.Max(size.Height - border, 1)}×{Math.Max(size.Width - border, 1)}";
            throw builder.Misfit($"at least {least} pixels for a {size.Height}×{size.Width} {name}{around}",
                $"Take a smaller {name}, pad the image, or remove a layer that shrinks it before this one.");
        }
        return window;
    }

    /// <summary>The positions of a window over images of [channels, height, width]; none where it does not fit.</summary>
    public static Window2d Resolve(Shape input, Size2d size, Size2d stride, Padding padding)
    {
        (int outHeight, int top) = padding.Resolve(input[1], size.Height, stride.Height);
        (int outWidth, int left) = padding.Resolve(input[2], size.Width, stride.Width);
        return new()
        {
            Channels = input[0],
            Height = input[1],
            Width = input[2],
            KernelHeight = size.Height,
            KernelWidth = size.Width,
            StrideHeight = stride.Height,
            StrideWidth = stride.Width,
            PadTop = top,
            PadLeft = left,
            OutHeight = outHeight,
            OutWidth = outWidth,
        };
    }

    /// <summary>A window as operators describe it. What padding it takes after the image follows from its positions.</summary>
    public static GraphAttribute[] Attributes(Window2d window)
    {
        int bottom = PaddingAfter(window.OutHeight, window.StrideHeight, window.KernelHeight, window.Height + window.PadTop);
        int right = PaddingAfter(window.OutWidth, window.StrideWidth, window.KernelWidth, window.Width + window.PadLeft);
        return
        [
            ("kernel_shape", [window.KernelHeight, window.KernelWidth]),
            ("strides", [window.StrideHeight, window.StrideWidth]),
            ("pads", [window.PadTop, window.PadLeft, bottom, right]),
        ];

        static int PaddingAfter(int positions, int stride, int kernel, int pixels) =>
            Math.Max((positions - 1) * stride + kernel - pixels, 0);
    }

    /// <summary>Pooling needs a real pixel under every window, so the padding is at most half of it.</summary>
    public static void CheckPadding(Spec layer, Size2d size, Padding padding)
    {
        int most = Math.Min(size.Height, size.Width) / 2;
        if (padding.Amount is { } amount && amount > most)
            throw new SpecException(layer, "padding",
                $"is {amount}; expected at most {most}, half of the {size.Height}×{size.Width} window");
    }
}
