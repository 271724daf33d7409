using Chainrule.Initializers;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Inspection;

/// <summary>Proves gradients: compares what backpropagation computes with central differences of the loss, in double precision, and checks
/// that layers and losses treat the memory that they are handed as training needs it.</summary>
/// <remarks>
/// <para>Every derivative is estimated by the six-point central difference of order h⁶ and compared with the analytic one:
/// |a − n| / max(floor, |a| + |n|), where the floor is 10⁻⁸ or, if that is more, what rounding alone can do to the estimate, made relative
/// to the tolerance. A kink (ReLU, max pooling, hinge) within the reach of the differences shows in the function's values alone: the
/// one-sided slopes differ and do not come together as the step shrinks. The check then takes smaller steps that end before the
/// kink; if the point itself lies on it, it moves the point a little and looks again. Nothing is left out: a derivative that stays
/// unresolved, or drowns in the rounding of a loss that is too large, counts as a failure.</para>
/// <para>Training hands every pass the memory that the last one used. So each layer alone, the network and the loss also run on memory that
/// holds NaN, then 1.25, and on batches of two sizes in turn; <see cref="GradientCheckResult.Finding"/> names what they do wrong: not
/// writing an element of y, dx or the loss's gradient, adding to it, reading scratch that nobody wrote, overwriting a parameter's gradient
/// instead of adding to it, writing to what they may only read, keeping something from one pass to the next, or doing something else where
/// nobody asks for dx, or where pieces of work run in another order.</para>
/// </remarks>
public static class GradientCheck
{
    /// <summary>The largest relative error that passes.</summary>
    public const double Tolerance = 1e-6;

    /// <summary>How many derivatives of a tensor are compared in the larger batch.</summary>
    private const int MostInLargerBatch = 3;

    /// <summary>The relative error that passes there: what is wrong at one size alone is wrong by far more.</summary>
    private const double ToleranceInLargerBatch = 1e-3;

    /// <summary>Checks a layer under a random linear loss Σ r·y, for its parameters and its input.</summary>
    /// <param name="layer">The layer; one of your own will do.</param>
    /// <param name="input">The shape of one input sample.</param>
    /// <param name="batchSize">The number of samples.</param>
    /// <param name="training">Whether it runs as in training or as in inference.</param>
    /// <param name="seed">Keys weights, inputs and everything else that is made up.</param>
    public static GradientCheckResult Layer(Layer layer, Shape input, int batchSize = 3, bool training = true, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Network(Layers.Network.Build<double>(input, [layer], seed, new GlorotNormal(), new Normal(0.1)), null, batchSize, training,
            seed, $"{layer} on {input}");
    }

    /// <summary>Checks a layer followed by a loss. Where the loss takes probabilities, a sigmoid or a softmax is put
    /// between them.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="input">The shape of one input sample.</param>
    /// <param name="batchSize">The number of samples.</param>
    /// <param name="training">Whether the layer runs as in training or as in inference.</param>
    /// <param name="seed">Keys weights, inputs and everything else that is made up.</param>
    public static GradientCheckResult LayerAndLoss(Layer layer, Loss loss, Shape input, int batchSize = 3, bool training = true,
        ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(loss);
        List<Layer> layers = [layer, new Flatten()];
        if (loss.Prediction == Prediction.Probability) layers.Add(new Sigmoid());
        if (loss.Prediction == Prediction.Distribution) layers.Add(new Softmax());
        return Network(Layers.Network.Build<double>(input, layers, seed, new GlorotNormal(), new Normal(0.1)), loss, batchSize, training,
            seed, $"{layer} on {input}, {loss}");
    }

    /// <summary>Checks a loss alone: its gradient with respect to made-up predictions of the kind that it takes
    /// (<see cref="Loss.Prediction"/>), and that mean and sum over the batch differ by the number of samples, in value and
    /// gradient.</summary>
    /// <param name="loss">The loss; one of your own will do.</param>
    /// <param name="outputs">The predictions of one sample.</param>
    /// <param name="batchSize">The number of samples.</param>
    /// <param name="seed">Keys predictions and targets.</param>
    public static GradientCheckResult Loss(Loss loss, int outputs = 3, int batchSize = 3, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        RandomStream random = new(seed, RandomPurpose.GradientCheck);
        double[] predictions = MadeUp.Predictions(loss.Prediction, ref random, batchSize, outputs);
        // A network of no layers hands the predictions through.
        return new NetworkProof(Layers.Network.Build<double>([outputs], []), loss, predictions, training: true, random)
            .Run($"{loss} on {outputs}", "prediction", int.MaxValue);
    }

    /// <summary>Checks a network under a loss, or under a random linear loss where <paramref name="loss"/> is null, on made-up inputs and
    /// targets.</summary>
    /// <param name="network">The network; its weights and buffers are as before afterwards.</param>
    /// <param name="loss">The loss, or null.</param>
    /// <param name="batchSize">The number of samples.</param>
    /// <param name="training">Whether it runs as in training or as in inference.</param>
    /// <param name="seed">Keys everything that is made up.</param>
    /// <param name="name">What the result is called.</param>
    /// <param name="most">The most derivatives to check per tensor, picked at random where there are more.</param>
    public static GradientCheckResult Network(Network<double> network, Loss? loss, int batchSize = 3, bool training = true, ulong seed = 1,
        string name = "network", int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        RandomStream random = new(seed, RandomPurpose.GradientCheck);
        double[] x = MadeUp.Normal(ref random, batchSize * network.InputShape.Size);
        GradientCheckResult result = new NetworkProof(network, loss, x, training, random).Run(name, "input", most);
        // Some derivatives in a larger batch: a layer may be right at one size alone. They are not counted.
        double[] larger = MadeUp.Normal(ref random, (batchSize + 1) * network.InputShape.Size);
        (_, double worst, string where) = new NetworkProof(network, loss, larger, training, random)
            .Compare("input", Math.Min(most, MostInLargerBatch));
        return worst <= ToleranceInLargerBatch || !result.Passed ? result
            : result with { WorstError = worst, Where = $"{where} in a batch of {batchSize + 1} samples" };
    }
}
