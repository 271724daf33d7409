using System.Numerics;
using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

/// <summary>What both kinds of pooling have in common, against plain loops.</summary>
public class PoolingTests
{
    public static TheoryData<int[], int[], int[], int, int> Cases { get; } = new()
    {
        { [1, 1, 1], [1, 1], [1, 1], 0, 1 },
        { [2, 4, 6], [2, 2], [2, 2], 0, 2 },
        { [3, 7, 11], [2, 3], [2, 3], 0, 3 },
        { [1, 13, 5], [3, 3], [1, 1], 1, 2 },
        { [2, 9, 8], [2, 2], [5, 3], 0, 2 },
        { [2, 3, 3], [5, 4], [2, 1], 2, 2 },
        { [1, 7, 7], [3, 2], [2, 2], 1, 2 },
        { [2, 5, 7], [3, 3], [2, 2], -1, 2 },
        { [2, 2, 3], [4, 5], [1, 2], -1, 2 },
        { [67, 17, 19], [3, 3], [2, 2], 1, 3 },
        { [1, 130, 70], [2, 2], [2, 2], 0, 3 },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Max_pooling_equals_plain_loops(int[] image, int[] size, int[] stride, int padding, int batch)
    {
        Compare<double>(new MaxPool2d((size[0], size[1])) { Stride = (stride[0], stride[1]), Padding = Make(padding) }, image, size, stride,
            padding, batch, true);
        Compare<float>(new MaxPool2d((size[0], size[1])) { Stride = (stride[0], stride[1]), Padding = Make(padding) }, image, size, stride,
            padding, batch, true);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Mean_pooling_equals_plain_loops(int[] image, int[] size, int[] stride, int padding, int batch)
    {
        Compare<double>(new AvgPool2d((size[0], size[1])) { Stride = (stride[0], stride[1]), Padding = Make(padding) }, image, size, stride,
            padding, batch, false);
        Compare<float>(new AvgPool2d((size[0], size[1])) { Stride = (stride[0], stride[1]), Padding = Make(padding) }, image, size, stride,
            padding, batch, false);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Any_number_of_threads_gives_the_same_bits(int[] image, int[] size, int[] stride, int padding, int batch)
    {
        LayerChecks.SameBits(new MaxPool2d((size[0], size[1])) { Stride = (stride[0], stride[1]), Padding = Make(padding) }, [.. image],
            batch);
        LayerChecks.SameBits(new AvgPool2d((size[0], size[1])) { Stride = (stride[0], stride[1]), Padding = Make(padding) }, [.. image],
            batch);
    }

    private static Padding Make(int padding) => padding < 0 ? Padding.Same : padding;

    private static void Compare<T>(Layer layer, int[] image, int[] size, int[] stride, int padding, int batch, bool max)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LayerRun<T> run = new LayerRun<T>(layer, [.. image], batch).Forward().Backward();
        (int top, int outHeight) = Conv2dTests.Before(image[1], size[0], stride[0], padding);
        (int left, int outWidth) = Conv2dTests.Before(image[2], size[1], stride[1], padding);
        Assert.Equal([image[0], outHeight, outWidth], run.Compiled.OutputShape.ToArray());
        T[] y = new T[run.Y.Length], dx = new T[run.X.Length];
        T area = T.CreateTruncating(size[0] * size[1]);
        int at = 0;
        for (int plane = 0; plane < batch * image[0]; plane++)
            for (int i = 0; i < outHeight; i++)
                for (int j = 0; j < outWidth; j++, at++)
                {
                    int winner = -1;
                    T sum = T.Zero;
                    for (int pass = 0; pass < 2; pass++)
                        for (int p = 0; p < size[0]; p++)
                            for (int q = 0; q < size[1]; q++)
                            {
                                int row = i * stride[0] + p - top, column = j * stride[1] + q - left;
                                if (row < 0 || row >= image[1] || column < 0 || column >= image[2]) continue;
                                int pixel = (plane * image[1] + row) * image[2] + column;
                                if (pass == 0)
                                {
                                    sum += run.X[pixel];
                                    if (winner < 0 || run.X[pixel] > run.X[winner]) winner = pixel;
                                }
                                else if (!max) dx[pixel] += run.Dy[at] / area;
                            }
                    y[at] = max ? run.X[winner] : sum / area;
                    if (max) dx[winner] += run.Dy[at];
                }
        LayerChecks.Near<T>(y, run.Y, 1e-6, "y");
        LayerChecks.Near<T>(dx, run.Dx, 1e-6, "dx");
    }
}
