using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Kernels.Products;
using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class Conv2dTests
{
    /// <summary>Channels, height, width, filters, kernel, stride, padding, batch: one, primes, panels and their neighbours, kernels beyond
    /// the image, strides beyond the kernel.</summary>
    public static TheoryData<int[], int, int[], int[], int, int> Cases { get; } = new()
    {
        { [1, 1, 1], 1, [1, 1], [1, 1], 0, 1 },
        { [1, 5, 5], 1, [3, 3], [1, 1], 0, 1 },
        { [3, 7, 11], 5, [3, 3], [1, 1], 1, 2 },
        { [2, 13, 17], 7, [5, 3], [1, 1], 2, 3 },
        { [2, 4, 3], 3, [5, 7], [1, 1], 3, 2 },
        { [1, 2, 2], 2, [6, 6], [1, 1], 2, 2 },
        { [2, 9, 8], 3, [2, 2], [3, 3], 0, 2 },
        { [2, 9, 8], 3, [1, 2], [4, 3], 1, 2 },
        { [3, 11, 10], 4, [3, 4], [2, 3], 1, 2 },
        { [3, 10, 9], 4, [4, 3], [3, 2], 2, 5 },
        { [4, 16, 16], 6, [3, 3], [1, 1], 1, 2 },
        { [4, 17, 15], 13, [3, 3], [2, 2], 1, 2 },
        { [2, 8, 32], 2, [1, 1], [1, 1], 0, 2 },
        { [31, 5, 7], 12, [3, 3], [1, 1], 1, 19 },
        { [1, 12, 12], 6, [5, 5], [1, 1], 2, 33 },
        { [2, 5, 6], 3, [4, 2], [1, 1], -1, 2 },
        { [2, 5, 6], 3, [4, 3], [2, 3], -1, 2 },
        { [2, 3, 2], 3, [7, 5], [2, 1], -1, 2 },
        { [2, 7, 7], 2, [1, 1], [3, 3], -1, 2 },
        // More filters than a panel has, in whole panels and not; more rows of outputs than are turned at a time; one position only.
        { [2, 8, 9], 37, [3, 2], [1, 1], 0, 3 },
        { [1, 6, 6], 64, [3, 3], [2, 1], 1, 17 },
        { [2, 40, 21], 33, [3, 3], [1, 1], 1, 1 },
        { [1, 50, 19], 9, [5, 5], [2, 3], 2, 2 },
        { [3, 5, 4], 17, [5, 4], [1, 1], 0, 6 },
        { [3, 5, 4], 17, [5, 4], [2, 2], 0, 1 },
    };

    private static VectorWidth[] Widths => [.. TileKernels<float>.All.Where(kernel => kernel.IsSupported).Select(kernel => kernel.Width)];

    [Theory, MemberData(nameof(Cases))]
    public void It_equals_plain_loops_in_double_precision(int[] image, int filters, int[] kernel, int[] stride, int padding, int batch) =>
        Compare<double>(image, filters, kernel, stride, padding, batch, 1e-12);

    [Theory, MemberData(nameof(Cases))]
    public void It_equals_plain_loops_in_single_precision(int[] image, int filters, int[] kernel, int[] stride, int padding, int batch) =>
        Compare<float>(image, filters, kernel, stride, padding, batch, 2e-5);

    [Theory, MemberData(nameof(Cases))]
    public void Any_number_of_threads_gives_the_same_bits(int[] image, int filters, int[] kernel, int[] stride, int padding, int batch) =>
        LayerChecks.SameBits(Make(filters, kernel, stride, padding), [.. image], batch);

    [Fact]
    public void A_small_case_by_hand()
    {
        LayerRun<double> run = new(new Conv2d(1) { Kernel = 2 }, [1, 2, 3], 1);
        ((double[])[1, 2, 3, 4, 5, 6]).CopyTo(run.X, 0);
        ((double[])[1, 0, -1, 2]).CopyTo(run["weight"]);
        run["bias"][0] = 10;
        ((double[])[1, 2]).CopyTo(run.Dy, 0);
        run.Forward().Backward();
        // 1·1 + 0·2 − 1·4 + 2·5 + 10, and one pixel further.
        Assert.Equal([17, 19], run.Y);
        Assert.Equal([1 + 4, 2 + 6, 4 + 10, 5 + 12], run.Gradient("weight").ToArray());
        Assert.Equal([3], run.Gradient("bias").ToArray());
        Assert.Equal([1, 2, 0, -1, 2 - 2, 4], run.Dx);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_agree_with_central_differences(bool bias) =>
        LayerChecks.Gradients(new Conv2d(3) { Kernel = (3, 2), Stride = (2, 1), Padding = 1, Bias = bias }, [2, 5, 4]);

    [Fact]
    public void Gradients_are_added_and_the_first_layer_skips_those_of_its_input()
    {
        LayerRun<double> run = new(new Conv2d(2), [3, 6, 5], 4), again = new(new Conv2d(2), [3, 6, 5], 4);
        run.Forward().Backward();
        again.WithoutInputGradient();
        Assert.Equal(run.Store.Gradients, again.Store.Gradients);
        again.Compiled.Backward(again.Pass(null), again.X, again.Y, again.Dy, []);
        LayerChecks.Near<double>([.. run.Store.Gradients.ToArray().Select(gradient => 2 * gradient)], again.Store.Gradients, 1e-13);
    }

    [Fact]
    public void Names_shapes_and_operations_are_those_of_PyTorch()
    {
        LayerRun<float> run = new(new Conv2d(8) { Kernel = (3, 5), Padding = Padding.Same }, [3, 28, 26]);
        Assert.Equal(["weight: 8×3×3×5", "bias: 8"], run.Store.Parameters.Select(parameter => $"{parameter.Name}: {parameter.Shape}"));
        Assert.Equal([8, 28, 26], run.Compiled.OutputShape.ToArray());
        Assert.Equal(2L * 8 * 28 * 26 * 3 * 3 * 5, run.Compiled.Operations);
    }

    [Fact]
    public void A_misfit_says_what_the_layer_expects()
    {
        Assert.Equal("Conv2d(4, kernel: 5) expects at least 5×5 pixels for a 5×5 kernel, but got 1×4×28. "
            + "Take a smaller kernel, pad the image, or remove a layer that shrinks it before this one.",
                Message(new Conv2d(4) { Kernel = 5 }, [1, 4, 28]));
        Assert.StartsWith(
            "Conv2d(4, kernel: 5, padding: 1) expects at least 3×3 pixels for a 5×5 kernel with a padding of 1, but got 1×2×28.",
            Message(new Conv2d(4) { Kernel = 5, Padding = 1 }, [1, 2, 28]));
        Assert.StartsWith("Conv2d(4) expects 3 dimensions [channels, height, width], but got 28×28. A grey image is [1, 28, 28].",
            Message(new Conv2d(4), [28, 28]));
        Assert.StartsWith("layer 1, Conv2d(4), expects at least 3×3 pixels",
            Message(new Sequential([new MaxPool2d(2), new Conv2d(4)]), [1, 4, 28]));
    }

    [Fact]
    public void It_prints_what_is_unusual() =>
        Assert.Equal("Conv2d(8, kernel: 3×5, stride: 2, padding: same)",
            new Conv2d(8) { Kernel = (3, 5), Stride = 2, Padding = Padding.Same }.ToString());

    private static string Message(Layer layer, Shape input) =>
        Assert.Throws<ShapeException>(() => new LayerRun<float>(layer, input)).Message;

    private static Conv2d Make(int filters, int[] kernel, int[] stride, int padding) =>
        new(filters) { Kernel = (kernel[0], kernel[1]), Stride = (stride[0], stride[1]), Padding = padding < 0 ? Padding.Same : padding };

    private static void Compare<T>(int[] image, int filters, int[] kernel, int[] stride, int padding, int batch, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LayerRun<T> run = new(Make(filters, kernel, stride, padding), [.. image], batch);
        Shape output = run.Compiled.OutputShape;
        (int top, int outHeight) = Before(image[1], kernel[0], stride[0], padding);
        (int left, int outWidth) = Before(image[2], kernel[1], stride[1], padding);
        Assert.Equal([filters, outHeight, outWidth], output.ToArray());
        T[] y = new T[run.Y.Length], dx = new T[run.X.Length], dw = new T[run["weight"].Length], db = new T[filters];
        int at = 0;
        for (int n = 0; n < batch; n++)
            for (int f = 0; f < filters; f++)
                for (int i = 0; i < output[1]; i++)
                    for (int j = 0; j < output[2]; j++, at++)
                    {
                        y[at] = run["bias"][f];
                        db[f] += run.Dy[at];
                        for (int c = 0; c < image[0]; c++)
                            for (int p = 0; p < kernel[0]; p++)
                                for (int q = 0; q < kernel[1]; q++)
                                {
                                    int row = i * stride[0] + p - top, column = j * stride[1] + q - left;
                                    if (row < 0 || row >= image[1] || column < 0 || column >= image[2]) continue;
                                    int pixel = ((n * image[0] + c) * image[1] + row) * image[2] + column,
                                        w = ((f * image[0] + c) * kernel[0] + p) * kernel[1] + q;
                                    y[at] += run["weight"][w] * run.X[pixel];
                                    dw[w] += run.Dy[at] * run.X[pixel];
                                    dx[pixel] += run.Dy[at] * run["weight"][w];
                                }
                    }
        foreach (VectorWidth width in Widths)
        {
            using Team team = new(1, width);
            run.Forward(team).Backward(team);
            LayerChecks.Near<T>(y, run.Y, tolerance, $"y, {width},");
            LayerChecks.Near<T>(dw, run.Gradient("weight"), tolerance * 20, $"dW, {width},");
            LayerChecks.Near<T>(db, run.Gradient("bias"), tolerance * 20, $"db, {width},");
            LayerChecks.Near<T>(dx, run.Dx, tolerance, $"dx, {width},");
        }
    }

    internal static (int Before, int Output) Before(int size, int kernel, int stride, int padding)
    {
        if (padding >= 0) return (padding, (size + 2 * padding - kernel) / stride + 1);
        int output = (int)Math.Ceiling((double)size / stride);
        return (Math.Max((output - 1) * stride + kernel - size, 0) / 2, output);
    }
}
