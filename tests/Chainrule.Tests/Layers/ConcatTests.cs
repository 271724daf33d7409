using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class ConcatTests
{
    private static readonly Concat Towers = new(
    [
        new Sequential([new Conv2d(3) { Padding = Padding.Same }, new ReLU(), new MaxPool2d(3) { Stride = 1, Padding = 1 }]),
        new Conv2d(2) { Kernel = 5, Padding = Padding.Same, Bias = false },
        new Sequential([new BatchNorm(), new Dropout(0.3)]),
        new Identity(),
    ]);

    [Fact]
    public void Outputs_of_branches_follow_each_other()
    {
        LayerRun<double> run = new(new Concat([new Identity(), new Linear(1), new ReLU()]), [2]);
        ((double[])[1, -2, 3, 4]).CopyTo(run.X, 0);
        ((double[])[10, 100]).CopyTo(run["1.weight"]);
        run["1.bias"][0] = 0.5;
        run.Forward();
        Assert.Equal([1, -2, 10 - 200 + 0.5, 1, 0, 3, 4, 30 + 400 + 0.5, 3, 4], run.Y);
        ((double[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).CopyTo(run.Dy, 0);
        run.Backward();
        Assert.Equal([1 + 30 + 4, 2 + 300 + 0, 6 + 80 + 9, 7 + 800 + 10], run.Dx);
        Assert.Equal([3 * 1 + 8 * 3, 3 * -2 + 8 * 4], run.Gradient("1.weight").ToArray());
        Assert.Equal([11.0], run.Gradient("1.bias").ToArray());
    }

    [Fact]
    public void Images_are_joined_along_their_channels_and_parameters_named_by_branch_and_layer()
    {
        Network<float> network = Network.Build<float>([2, 6, 5], [new Tanh(), Towers]);
        Assert.Equal([9, 6, 5], network.OutputShape);
        Assert.Equal(["1.0.0.weight", "1.0.0.bias", "1.1.weight", "1.2.0.weight", "1.2.0.bias"],
            network.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(network.Layers[1].Children.Sum(branch => branch.Operations), network.Layers[1].Operations);
        Assert.Equal([true, true, true, false], network.Layers[1].Children.Select(branch => branch.IsTrainable));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Gradients_of_branches_in_branches_are_right(int batch)
    {
        LayerChecks.Gradients(Towers, [2, 6, 5], batch);
        LayerChecks.Gradients(new Concat([new Concat([new Linear(2), new Residual([Towers2])]), new Gelu()]), [3], batch);
    }

    private static Layer Towers2 => new Concat([new Linear(1), new Sequential([new Linear(2), new Tanh()])]);

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(1009)]
    public void Any_number_of_threads_gives_the_same_bits(int batch) => LayerChecks.SameBits(Towers, [2, 6, 5], batch);

    [Fact]
    public void Every_output_inside_is_seen_layer_by_layer()
    {
        Network<double> network = Network.Build<double>([2, 6, 5], [Towers, new Flatten(), new Linear(2)]);
        double[] x = [.. Enumerable.Range(0, 3 * 60).Select(i => Math.Sin(i))];
        List<string> seen = [];
        double[] outputs = network.Trace(network.CreateTraceWorkspace(3), x, training: true, seed: 1, step: 0, Team.Single,
            (path, layer, shape, output) =>
            {
                seen.Add($"{path} {layer.GetType().Name} {shape}");
                Assert.Equal(3 * shape.Size, output.Length);
                Assert.DoesNotContain(double.NaN, output.ToArray());
            }).ToArray();
        Assert.Equal(
        [
            "0.0.0 Conv2d 3×6×5", "0.0.1 ReLU 3×6×5", "0.0.2 MaxPool2d 3×6×5", "0.0 Sequential 3×6×5", "0.1 Conv2d 2×6×5",
            "0.2.0 BatchNorm 2×6×5", "0.2.1 Dropout 2×6×5", "0.2 Sequential 2×6×5", "0 Concat 9×6×5", "2 Linear 2",
        ], seen);
        Assert.Equal(network.Forward(network.CreateWorkspace(3), x, training: true, seed: 1, step: 0, Team.Single).ToArray(), outputs);
    }

    [Fact]
    public void Branches_whose_outputs_do_not_fit_are_explained()
    {
        ShapeException error = Assert.Throws<ShapeException>(() =>
            Network.Build<float>([1, 8, 8], [new ReLU(), new Concat([new Conv2d(4), new Conv2d(2) { Kernel = 5 }])]));
        Assert.Equal("layer 1, Concat(Conv2d(4), Conv2d(2, kernel: 5)), expects branches whose outputs differ in their first extent alone "
            + "(they give 4×6×6, 2×4×4), but got 1×8×8. The shapes up to there: input 1×8×8 → ReLU() 1×8×8. Let all branches pad and "
            + "stride alike, or end each one with flatten.", error.Message);
        Assert.Equal([1], error.Path);
        Assert.Throws<ShapeException>(() => Network.Build<float>([1, 8, 8], [new Concat([new Identity(), new Flatten()])]));
    }

    [Fact]
    public void What_does_not_fit_inside_a_branch_is_explained_without_the_other_branches()
    {
        ShapeException error = Assert.Throws<ShapeException>(() => Network.Build<float>([1, 8, 8],
            [new Concat([new Conv2d(4), new Sequential([new Tanh(), new Linear(3)])])]));
        Assert.Equal("layer 0.1.1, Linear(3), expects 1 dimension [features], but got 1×8×8. The shapes up to there: input 1×8×8 → Concat "
            + "(input 1×8×8 …) → Sequential (input 1×8×8 → Tanh() 1×8×8 …). Put flatten before it.", error.Message);
        Assert.Equal([0, 1, 1], error.Path);
    }

    [Fact]
    public void One_branch_alone_is_a_mistake()
    {
        SpecException error = Assert.Throws<SpecException>(() => Network.Build<float>([3], [new Concat([new Linear(2)])]));
        Assert.Equal("branches", error.Key);
        Assert.Equal("Concat(Linear(2)): Branches needs at least two branches, but has 1; layers one after another are a sequential.",
            error.Message);
    }

    [Fact]
    public void It_prints_as_code_that_reads_back()
    {
        const string Code = "Concat(Sequential(Conv2d(3, padding: same), ReLU(), MaxPool2d(3, stride: 1, padding: 1)), "
            + "Conv2d(2, kernel: 5, padding: same, bias: false), Sequential(BatchNorm(), Dropout(0.3)), Identity())";
        Assert.Equal(Code, Towers.ToString());
        Assert.Equal(Towers, Layer.Parse(Code));
        Assert.Equal(Towers.GetHashCode(), Layer.Parse(Code).GetHashCode());
        Assert.NotEqual(Towers, new Concat([.. Towers.Branches.Reverse()]));
    }
}
