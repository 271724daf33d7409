using Chainrule.Layers;

namespace Chainrule.Tests.Layers;

public class ParallelSlicesTests
{
    private static readonly ParallelSlices ImageAndNumbers = new(
    [
        new Slice("image", [1, 5, 4], [new Conv2d(3), new ReLU(), new MaxPool2d(2), new Flatten()]),
        new Slice("numbers", [3], [new Linear(4), new Tanh()]),
        new Slice("rest", [2], []),
    ]);

    [Fact]
    public void Every_slice_goes_through_its_own_layers()
    {
        LayerRun<double> run =
            new(new ParallelSlices([new("a", [2], [new Linear(1)]), new("b", [1], [new ReLU()]), new("c", [1], [])]), [4]);
        ((double[])[1, 2, -3, 4, 5, 6, 7, 8]).CopyTo(run.X, 0);
        ((double[])[10, 100]).CopyTo(run["0.0.weight"]);
        run["0.0.bias"][0] = 0.5;
        run.Forward();
        Assert.Equal([210.5, 0, 4, 650.5, 7, 8], run.Y);
        ((double[])[1, 2, 3, 4, 5, 6]).CopyTo(run.Dy, 0);
        run.Backward();
        Assert.Equal([10, 100, 0, 3, 40, 400, 5, 6], run.Dx);
        Assert.Equal([1 * 1 + 4 * 5, 1 * 2 + 4 * 6], run.Gradient("0.0.weight").ToArray());
    }

    [Fact]
    public void A_row_holds_an_image_and_numbers()
    {
        Network<float> network = Network.Build<float>([25], [ImageAndNumbers, new Linear(2)]);
        Assert.Equal([3 + 4 + 2], network.Layers[0].OutputShape);
        Assert.Equal(["0.0.0.weight", "0.0.0.bias", "0.1.0.weight", "0.1.0.bias", "1.weight", "1.bias"],
            network.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([[1, 5, 4], [3], [2]], network.Layers[0].Children.Select(branch => branch.InputShape));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Gradients_are_right(int batch)
    {
        LayerChecks.Gradients(ImageAndNumbers, [25], batch);
        LayerChecks.Gradients(new ParallelSlices([new("colours", [2, 4, 4], [new Conv2d(2)]), new("depth", [1, 4, 4], [new AvgPool2d(3)
            { Stride = 1 }])]), [3, 4, 4], batch);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(1009)]
    public void Any_number_of_threads_gives_the_same_bits(int batch) => LayerChecks.SameBits(ImageAndNumbers, [25], batch);

    [Theory]
    [InlineData(27, "Say what the last 2 are for: slices follow each other and cover the whole input.")]
    [InlineData(24, "Let the slices have fewer values: they follow each other and do not overlap.")]
    public void Slices_that_do_not_cover_the_input_are_explained(int features, string remedy)
    {
        ShapeException error = Assert.Throws<ShapeException>(() => Network.Build<float>([features], [ImageAndNumbers]));
        Assert.Equal($"layer 0, {ImageAndNumbers}, expects 25 values, as many as its slices have (image 1×5×4 + numbers 3 + rest 2), but "
            + $"got {features}. The shapes up to there: input {features}. {remedy}", error.Message);
    }

    [Fact]
    public void What_does_not_fit_inside_a_slice_is_explained_with_the_shape_of_the_slice()
    {
        ShapeException error = Assert.Throws<ShapeException>(() => Network.Build<float>([25],
            [new ParallelSlices([new("numbers", [5], []), new("image", [1, 5, 4], [new Tanh(), new Linear(2)])])]));
        Assert.Equal([0, 1, 1], error.Path);
        Assert.EndsWith("The shapes up to there: input 25 → ParallelSlices (input 25 …) → Sequential (input 1×5×4 → Tanh() 1×5×4 …). Put "
            + "flatten before it.", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ShapeException>(() => Network.Build<float>([25],
            [new ParallelSlices([new("numbers", [5], []), new("image", [1, 5, 4], [])])]));
        Assert.Contains("expects branches whose outputs differ in their first extent alone (they give 5, 1×5×4)", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Slices_that_make_no_sense_are_refused()
    {
        Refuse("ParallelSlices(): Slices needs at least one slice.", []);
        Refuse("Slice(\" \", [2]): Name is empty; say what the values are.", new Slice(" ", [2], []));
        Refuse("Slice(\"a\", []): Shape is empty; say how many values there are.", new Slice("a", [], []));
        Refuse("ParallelSlices(Slice(\"a\", [1]), Slice(\"a\", [2])): Slices names 'a' twice; every slice has a name of its own.",
            new Slice("a", [1], []), new Slice("a", [2], []));

        static void Refuse(string message, params Slice[] slices) =>
            Assert.Equal(message, Assert.Throws<SpecException>(() => Network.Build<float>([3], [new ParallelSlices(slices)])).Message);
    }

    [Fact]
    public void It_prints_as_code_that_reads_back()
    {
        const string Code = "ParallelSlices(Slice(\"image\", [1, 5, 4], Conv2d(3), ReLU(), MaxPool2d(2), Flatten()), "
            + "Slice(\"numbers\", [3], Linear(4), Tanh()), Slice(\"rest\", [2]))";
        Assert.Equal(Code, ImageAndNumbers.ToString());
        Assert.Equal(ImageAndNumbers, Layer.Parse(Code));
        Assert.Equal(ImageAndNumbers.GetHashCode(), Layer.Parse(Code).GetHashCode());
        Assert.NotEqual(ImageAndNumbers, new ParallelSlices([.. ImageAndNumbers.Slices.Reverse()]));
    }
}
