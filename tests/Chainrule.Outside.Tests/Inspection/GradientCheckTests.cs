namespace Chainrule.Outside.Tests.Inspection;

/// <summary>The gradient check says in a sentence what a layer or a loss of one's own does wrong with the memory that training hands
/// it.</summary>
public class GradientCheckTests
{
    private const string Name = "layer 0, WrongSquare(";

    [Fact]
    public void A_right_layer_has_no_finding()
    {
        foreach (int batchSize in (int[])[1, 2, 3, 8])
            foreach (bool training in (bool[])[true, false])
            {
                GradientCheckResult result = GradientCheck.Layer(new WrongSquare(), [4], batchSize, training);
                Assert.True(result.Passed, result.ToString());
                Assert.Null(result.Finding);
                Assert.Equal(batchSize * 4 + 4, result.Checks);
            }
        Assert.True(GradientCheck.LayerAndLoss(new WrongSquare(), new Huber(), [2, 3]).Passed);
    }

    [Theory]
    [InlineData(MaskMistake.None, true)]
    [InlineData(MaskMistake.ForgetsStep, false)]
    [InlineData(MaskMistake.ForgetsSeed, false)]
    [InlineData(MaskMistake.SharesSums, false)]
    public void A_layer_whose_passes_draw_other_numbers_or_whose_pieces_share_a_sum_fails(MaskMistake mistake, bool passes)
    {
        GradientCheckResult result = GradientCheck.Layer(new WrongMask(mistake), [4], batchSize: 6);
        Assert.Equal(passes, result.Passed);
        Assert.Equal(mistake == MaskMistake.SharesSums ? $"layer 0, {new WrongMask(mistake)}, gives other bits of gradient of 0.weight[0] "
            + "where its pieces of work run in another order, as they do on several threads" : null, result.Finding);
    }

    [Fact]
    public void A_check_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("batchSize", () => GradientCheck.Layer(new WrongSquare(), [4], batchSize: -1));
        Assert.Throws<ArgumentOutOfRangeException>("batchSize", () => GradientCheck.Loss(new MeanSquaredError(), batchSize: 0));
        Assert.Throws<ArgumentOutOfRangeException>("outputs", () => GradientCheck.Loss(new MeanSquaredError(), outputs: -1));
        Assert.Throws<ArgumentOutOfRangeException>("most",
            () => GradientCheck.Network(Network.Build<double>([2], [new Linear(2)]), null, most: -1));
    }

    [Theory]
    [InlineData(LayerMistake.AddsToY, "adds to y instead of overwriting it")]
    [InlineData(LayerMistake.AddsToDx, "adds to dx instead of overwriting it")]
    [InlineData(LayerMistake.NeverWritesDx, "does not write dx in a batch of 3")]
    [InlineData(LayerMistake.ForgetsRowOfY, "does not write row 2 of y in a batch of 3")]
    [InlineData(LayerMistake.ForgetsRowOfDx, "does not write row 2 of dx in a batch of 3")]
    [InlineData(LayerMistake.ForgetsElementOfDx, "does not write dx[1, 1] in a batch of 3")]
    [InlineData(LayerMistake.ForgetsRowOfSmallBatch, "does not write dx in a batch of 1")]
    [InlineData(LayerMistake.ReadsOldDx, "computes dx[0, 0] from what dx held before")]
    [InlineData(LayerMistake.AddsToScratch,
        "reads scratch that its forward pass has not written: its gradient of 0.weight[0] depends on what was there before")]
    [InlineData(LayerMistake.LeavesScratchUnwritten,
        "reads scratch that its forward pass has not written: its gradient of 0.weight[2] depends on what was there before")]
    [InlineData(LayerMistake.OverwritesGradient, "overwrites the gradient of 0.weight instead of adding to it")]
    [InlineData(LayerMistake.OverwritesFirstGradient,
        "does not add to the gradient of 0.weight: after two equal passes the gradient of 0.weight[0] is not twice what it is after one")]
    [InlineData(LayerMistake.AddsToGradientThatCountsAsZero,
        "adds to what the memory held before where the gradient counts as zero: see the gradient of 0.weight[0]")]
    [InlineData(LayerMistake.CountsPasses, "keeps state between passes: a second pass over the same batch gives another y[0, 0]")]
    [InlineData(LayerMistake.KeepsInput,
        "keeps values of a forward pass in itself: another forward pass before the backward pass changes its dx[0, 0]")]
    [InlineData(LayerMistake.WritesToX, "writes to its input x[0, 1], which it may only read")]
    [InlineData(LayerMistake.WritesToDy, "writes to dy[0, 0], which it may only read")]
    [InlineData(LayerMistake.WritesToYInBackward, "writes to its output y[2, 3] in its backward pass, which it may only read")]
    [InlineData(LayerMistake.ChangesWeight, "writes to 0.weight[1], which it may only read")]
    [InlineData(LayerMistake.NeedsDx, "throws IndexOutOfRangeException where nobody asks for dx, which is empty then")]
    [InlineData(LayerMistake.ForgetsGradientWithoutDx, "gives another gradient of 0.weight[0] where nobody asks for dx")]
    public void A_layer_with_a_planted_mistake_fails_by_name(LayerMistake mistake, string finding)
    {
        WrongSquare layer = new(mistake);
        foreach (GradientCheckResult result in (GradientCheckResult[])
            [GradientCheck.Layer(layer, [4]), GradientCheck.Layer(layer, [4], training: false),
                GradientCheck.LayerAndLoss(layer, new MeanSquaredError(), [4])])
        {
            Assert.False(result.Passed);
            Assert.Equal($"layer 0, {layer}, {finding}", result.Finding);
            Assert.EndsWith($"; {result.Finding}", result.ToString(), StringComparison.Ordinal);
        }
        Assert.False(GradientCheck.Layer(layer, [4], batchSize: 1).Passed);
    }

    [Fact]
    public void A_layer_that_learns_at_inference_fails_by_name()
    {
        WrongSquare layer = new(LayerMistake.ChangesBufferAtInference);
        Assert.True(GradientCheck.Layer(layer, [4]).Passed);
        Assert.Equal($"layer 0, {layer}, writes to 0.seen[0] at inference, which it may only read",
            GradientCheck.Layer(layer, [4], training: false).Finding);
    }

    [Fact]
    public void A_derivative_that_is_wrong_in_a_larger_batch_alone_fails()
    {
        GradientCheckResult result = GradientCheck.Layer(new WrongSquare(LayerMistake.DoublesDxInLargeBatch), [4], batchSize: 3);
        Assert.False(result.Passed);
        Assert.StartsWith("input[", result.Where, StringComparison.Ordinal);
        Assert.EndsWith("] in a batch of 4 samples", result.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mistake_has_its_case()
    {
        IEnumerable<object?> tested = typeof(GradientCheckTests).GetMethod(nameof(A_layer_with_a_planted_mistake_fails_by_name))!
            .GetCustomAttributes(false).OfType<InlineDataAttribute>().Select(data => data.Data[0]);
        // These have tests of their own.
        LayerMistake[] others = [LayerMistake.None, LayerMistake.ChangesBufferAtInference, LayerMistake.DoublesDxInLargeBatch];
        Assert.Equal(Enum.GetValues<LayerMistake>().Except(others), tested.Cast<LayerMistake>().Order());
    }

    [Theory]
    [InlineData(LayerMistake.AddsToDx)]
    [InlineData(LayerMistake.ForgetsRowOfDx)]
    [InlineData(LayerMistake.AddsToScratch)]
    [InlineData(LayerMistake.OverwritesGradient)]
    [InlineData(LayerMistake.KeepsInput)]
    public void Deep_in_a_network_the_layer_is_named_by_its_place(LayerMistake mistake)
    {
        WrongSquare layer = new(mistake);
        Assert.StartsWith($"layer 1.1, {layer}, ", Finding([new Linear(4), new Sequential([new Tanh(), layer]), new Linear(2)]),
            StringComparison.Ordinal);
        Assert.StartsWith($"layer 2.0.0, {layer}, ",
            Finding([new Linear(4), new BatchNorm(), new Residual([new Sequential([layer, new Linear(3)]), new Linear(4)])]),
            StringComparison.Ordinal);

        static string? Finding(Layer[] layers)
        {
            Network<double> network = Network.Build<double>([3], layers);
            string before = network.WeightsSha256();
            GradientCheckResult result = GradientCheck.Network(network, new CrossEntropy());
            Assert.Equal(before, network.WeightsSha256());
            Assert.False(result.Passed);
            return result.Finding;
        }
    }

    [Theory]
    [InlineData(LossMistake.AddsToGradient, "adds to its gradient instead of overwriting it")]
    [InlineData(LossMistake.NeverWritesGradient, "does not write its gradient")]
    [InlineData(LossMistake.ForgetsElement, "does not write its gradient[0, 2]")]
    [InlineData(LossMistake.ForgetsRow, "does not write row 0 of its gradient")]
    [InlineData(LossMistake.ReadsOldGradient, "computes its gradient[0, 0] from what its gradient held before")]
    [InlineData(LossMistake.CountsSamples, "keeps state between batches: a second time the same batch gives another value")]
    [InlineData(LossMistake.IgnoresReduction,
        "ignores the reduction: the sum over a batch is not the mean times the number of samples")]
    [InlineData(LossMistake.IgnoresReductionInGradient, "ignores the reduction in its gradient: that of the sum is not that of the mean "
        + "times the number of samples at gradient[0, 0]")]
    [InlineData(LossMistake.OtherValueWithoutGradient, "gives another value where nobody asks for its gradient")]
    [InlineData(LossMistake.NeedsGradient, "throws IndexOutOfRangeException where nobody asks for its gradient, which is empty then")]
    [InlineData(LossMistake.WritesToPrediction, "writes to prediction[0, 1], which it may only read")]
    public void A_loss_with_a_planted_mistake_fails_by_name(LossMistake mistake, string finding)
    {
        WrongSquaredError loss = new(mistake);
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            GradientCheckResult result = GradientCheck.Loss(loss with { Reduction = reduction }, outputs: 3);
            Assert.False(result.Passed);
            Assert.Equal($"the loss, {loss with { Reduction = reduction }}, {finding}", result.Finding);
        }
        Assert.False(GradientCheck.LayerAndLoss(new Identity(), loss, [3]).Passed);
    }

    [Fact]
    public void A_right_loss_passes_alone()
    {
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
            foreach (int outputs in (int[])[1, 2, 7])
            {
                GradientCheckResult result = GradientCheck.Loss(new WrongSquaredError { Reduction = reduction }, outputs, batchSize: 5);
                Assert.True(result.Passed, result.ToString());
                Assert.Equal(5 * outputs, result.Checks);
            }
    }

    [Fact]
    public void A_wrong_derivative_of_a_loss_is_named_by_the_prediction()
    {
        GradientCheckResult result = GradientCheck.Loss(new WrongSquaredError(LossMistake.ForgetsFactor), outputs: 3);
        Assert.False(result.Passed);
        Assert.Null(result.Finding);
        Assert.StartsWith("prediction[", result.Where, StringComparison.Ordinal);
        Assert.Contains($" at {result.Where}", result.ToString(), StringComparison.Ordinal);
    }
}
