using System.Numerics;
using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Inspection;
using Chainrule.Kernels;
using Chainrule.Kernels.Products;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Tests.Contracts;
using Chainrule.Training;

namespace Chainrule.Tests.Layers;

public class SequentialTests
{
    /// <summary>Layers of which two may run in one go, among others.</summary>
    public static TheoryData<string, Shape, Layer[]> Joined => new()
    {
        { "windows side by side", [2, 9, 23], [new Conv2d(5), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(3)] },
        { "without a ReLU", [1, 9, 9],
            [new Conv2d(3) { Stride = 2, Padding = Padding.Same }, new MaxPool2d(2), new Conv2d(2) { Kernel = 1 }] },
        { "many filters", [1, 14, 14],
            [new Conv2d(30) { Padding = Padding.Same }, new ReLU(), new MaxPool2d(2), new Conv2d(1), new MaxPool2d(3)] },
        { "windows that overlap", [2, 8, 11],
            [new Conv2d(3), new ReLU(), new MaxPool2d(3) { Stride = 2, Padding = 1 }, new Conv2d(2), new Tanh()] },
        { "narrow images", [1, 6, 6], [new Conv2d(4), new ReLU(), new MaxPool2d(2), new ReLU(), new MaxPool2d((1, 2)) { Stride = 1 }] },
        { "with others between them", [1, 8, 8], [new Conv2d(4), new ReLU(), new Identity(), new MaxPool2d(2)] },
        { "at the beginning", [2, 7, 7], [new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(2)] },
        { "a single position", [2, 4, 3], [new Conv2d(3) { Kernel = (4, 3) }, new MaxPool2d(1), new Flatten(), new Linear(2)] },
        { "more padding than the kernel reaches", [2, 5, 6],
            [new Conv2d(2) { Kernel = 1 }, new Conv2d(3) { Kernel = 2, Padding = 2 }, new ReLU(), new MaxPool2d(2)] },
        { "without a bias", [1, 9, 8], [new Conv2d(2), new Tanh(), new Conv2d(13) { Bias = false }, new ReLU(), new MaxPool2d(2)] },
        { "pairs beside the padding", [1, 9, 22], [new Conv2d(2) { Kernel = 2 }, new ReLU(), new MaxPool2d(2) { Padding = 1 }] },
        { "inside another one", [1, 8, 8],
            [new Conv2d(4), new Sequential([new Tanh(), new ReLU(), new MaxPool2d(2)]), new Flatten(), new Linear(2)] },
    };

    [Theory, MemberData(nameof(Joined))]
    public void Layers_that_run_in_one_go_give_what_they_give_one_by_one(string name, Shape input, Layer[] layers)
    {
        Assert.NotEmpty(name);
        // A few samples, and enough that each of them is a piece of work.
        foreach (int batch in (int[])[5, 37])
            foreach (TileKernel<float> kernel in TileKernels<float>.All.Where(kernel => kernel.IsSupported))
            {
                Check<float>(batch, kernel.Width);
                Check<double>(batch, kernel.Width);
            }

        void Check<T>(int batch, VectorWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            // A list of its own for each layer keeps them apart.
            Network<T> together = Network.Build<T>(input, layers),
                apart = Network.Build<T>(input, [.. layers.Select(layer => new Sequential([layer]))]);
            for (int i = 0; i < together.Weights.Length; i++) together.Weights[i] += T.CreateTruncating(Math.Sin(2.1 * i) / 10);
            together.Weights.CopyTo(apart.Weights);
            T[] x = new T[batch * input.Size], dy = new T[batch * together.OutputShape.Size], dx = new T[x.Length],
                dxApart = new T[x.Length];
            for (int i = 0; i < x.Length; i++) x[i] = T.CreateTruncating(Math.Sin(1.3 * i) * 2);
            for (int i = 0; i < dy.Length; i++) dy[i] = T.CreateTruncating(Math.Cos(0.7 * i));
            // Equal pixels above, at and below 0.
            x.AsSpan(0, input.Size / 2).Fill(-T.One);
            using Team team = new(3, width), alone = new(1, width);
            Workspace<T> workspace = together.CreateWorkspace(batch), workspaceApart = apart.CreateWorkspace(batch);
            Bits.Same<T>(apart.Forward(workspaceApart, x, training: true, 1, 0, team),
                together.Forward(workspace, x, training: true, 1, 0, team), "outputs");
            together.ZeroGradients();
            apart.ZeroGradients();
            together.Backward(workspace, x, dy, dx);
            apart.Backward(workspaceApart, x, dy, dxApart);
            Assert.Equal(dxApart, dx);
            // Summed over the batch in another order.
            LayerChecks.Near<T>(apart.Gradients, together.Gradients, typeof(T) == typeof(float) ? 1e-5 : 1e-13, "gradients");
            T[] gradients = together.Gradients.ToArray(), dxThree = (T[])dx.Clone();
            together.ZeroGradients();
            together.Forward(workspace, x, training: true, 1, 0, alone);
            together.Backward(workspace, x, dy, dx);
            Bits.Same<T>(gradients, together.Gradients, "gradients on one thread");
            Bits.Same<T>(dxThree, dx, "gradients of the input on one thread");
            // Where nobody asks for the input's gradient, and with fewer samples than before.
            together.ZeroGradients();
            apart.ZeroGradients();
            int less = 2 * input.Size, lessOut = 2 * together.OutputShape.Size;
            Bits.Same<T>(apart.Forward(workspaceApart, x.AsSpan(^less..), training: false, 1, 0, team),
                together.Forward(workspace, x.AsSpan(^less..), training: false, 1, 0, team), "outputs of less");
            together.Backward(workspace, x.AsSpan(^less..), dy.AsSpan(..lessOut));
            apart.Backward(workspaceApart, x.AsSpan(^less..), dy.AsSpan(..lessOut));
            LayerChecks.Near<T>(apart.Gradients, together.Gradients, typeof(T) == typeof(float) ? 1e-5 : 1e-13, "gradients of less");
            Assert.Equal(together.Parameters.Count > 0, together.Gradients.ContainsAnyExcept(T.Zero));
            T[] y = new T[dy.Length], yApart = new T[dy.Length];
            together.Predict(x, y);
            apart.Predict(x, yApart);
            Bits.Same<T>(yApart, y, "predictions");
            together.Forward(workspace, x, training: true, 1, 0, team);
            Dictionary<string, T[]> seen = Seen(together, x, team), seenApart = Seen(apart, x, team);
            foreach ((string path, T[] output) in seen)
                Bits.Same<T>(seenApart[path.Contains('.') ? $"{path[0]}.0{path[1..]}" : path], output, $"outputs of layer {path}");
            Assert.Equal(layers.Count(layer => layer is not (Flatten or Identity)), seen.Keys.Count(path => !path.Contains('.')));
            Bits.Same<T>(workspace.Outputs, seen.Last().Value, "outputs layer by layer");
        }
    }

    [Theory]
    [InlineData(1e-8f, 2e-8f, 1f, 0)]
    [InlineData(float.NegativeInfinity, 1f, float.PositiveInfinity, 0)]
    [InlineData(1f, float.NaN, 0f, 1)]
    [InlineData(1f, 2f, float.NaN, 0)]
    [InlineData(3e38f, 3.1e38f, 3e38f, 0)]
    [InlineData(1f, 2f, -3f, 1)]
    public void The_bias_is_added_before_the_largest_is_chosen(float left, float right, float bias, int winner)
    {
        foreach (int batch in (int[])[1, 3, 15, 16, 37])
            foreach (int width in (int[])[2, 18])
            {
                Network<float> network = Network.Build<float>([1, 2, width], [new Conv2d(1) { Kernel = 1 }, new MaxPool2d(2)]);
                network.Weights[0] = 1;
                network.Weights[1] = bias;
                float[] x = new float[batch * 2 * width], dy = new float[batch * width / 2], dx = new float[x.Length];
                x.AsSpan().Fill(float.NegativeInfinity);
                for (int row = 0; row < x.Length; row += 2 * width) (x[row], x[row + 1]) = (left, right);
                dy.AsSpan().Fill(5);
                Workspace<float> workspace = network.CreateWorkspace(batch);
                ReadOnlySpan<float> y = network.Forward(workspace, x, training: true, 1, 0, Team.Single);
                network.Backward(workspace, x, dy, dx);
                for (int sample = 0; sample < batch; sample++)
                {
                    Assert.Equal(winner == 0 ? left + bias : right + bias, y[sample * width / 2]);
                    Assert.Equal(winner == 0 ? 5 : 0, dx[sample * 2 * width]);
                    Assert.Equal(winner == 1 ? 5 : 0, dx[sample * 2 * width + 1]);
                }
            }
    }

    [Theory, MemberData(nameof(Joined))]
    public void Gradients_of_layers_that_run_in_one_go_are_right(string name, Shape input, Layer[] layers)
    {
        GradientCheckResult result = GradientCheck.Network(Network.Build<double>(input, layers), null, name: name, most: 60);
        Assert.True(result.Passed, result.ToString());
    }

    [Theory]
    [InlineData(10, 2, "output of layer 0, Conv2d(30")]
    // Here the output of the convolution is larger than all that the training keeps.
    [InlineData(60, 4, "output of layer 0, Conv2d(30")]
    public void Where_a_training_diverges_is_found_among_layers_that_run_in_one_go(int size, int pool, string where)
    {
        Network<float> network =
            Network.Build<float>([1, size, size], [new Conv2d(30), new ReLU(), new MaxPool2d(pool), new Flatten(), new Linear(2)],
            initializer: new ConstantValue(3e37f));
        float[] x = new float[60 * size * size];
        x.AsSpan().Fill(5);
        Trainer<float> trainer = new(network, new CrossEntropy(), new Sgd(0.1));
        History history =
            trainer.Fit(new(Dataset.Create(x, [1, size, size], new int[60], 2)), new TrainingOptions { Epochs = 1, BatchSize = 60 });
        Assert.Equal(TrainingStatus.Diverged, history.Status);
        Assert.StartsWith(where, history.Divergence!.Where, StringComparison.Ordinal);
    }

    private static Dictionary<string, T[]> Seen<T>(Network<T> network, T[] x, Team team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<string, T[]> seen = [];
        Workspace<T> workspace = network.CreateTraceWorkspace(x.Length / network.InputShape.Size);
        network.Trace(workspace, x, training: true, seed: 1, step: 0, team, (path, _, _, output) => seen.Add(path, output.ToArray()));
        return seen;
    }
}
