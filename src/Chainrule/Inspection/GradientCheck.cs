using Chainrule.Initializers;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Inspection;

/// <summary>Proves gradients: compares what backpropagation computes with central differences of the loss, in double precision.</summary>
/// <remarks>
/// Every derivative is estimated by the six-point central difference of order h⁶ and compared with the analytic one:
/// |a − n| / max(floor, |a| + |n|), where the floor is 10⁻⁸ or, if that is more, what rounding alone can do to the estimate, made relative
/// to the tolerance. A kink (ReLU, max pooling, hinge) within the reach of the differences shows in the function's values alone: the
/// one-sided slopes differ and do not come together as the step shrinks. The check then takes smaller steps that end before the
/// kink; if the point itself lies on it, it moves the point a little and looks again. Nothing is left out: a derivative that stays
/// unresolved, or drowns in the rounding of a loss that is too large, counts as a failure.
/// </remarks>
public static class GradientCheck
{
    /// <summary>The largest relative error that passes.</summary>
    public const double Tolerance = 1e-6;

    private const double Epsilon = 2.220446049250313e-16, FirstStep = 2e-3, SmallestStep = 1e-6, MostNoise = 1e-5;

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

    /// <summary>Checks a network under a loss, or under a random linear loss where <paramref name="loss"/> is null, on made-up inputs and
    /// targets.</summary>
    /// <param name="network">The network; its weights are as before afterwards.</param>
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
        return new Check(network, loss, batchSize, training, seed).Run(name, most);
    }

    private sealed class Check
    {
        private readonly Network<double> network;
        private readonly Loss? loss;
        private readonly bool training;
        private readonly Workspace<double> workspace;
        private readonly double[] x, target, gradient;
        private readonly WeightSet<double> weights, buffers;
        private RandomStream random;
        private double scale;

        public Check(Network<double> network, Loss? loss, int batchSize, bool training, ulong seed)
        {
            (this.network, this.loss, this.training) = (network, loss, training);
            random = new RandomStream(seed, RandomPurpose.GradientCheck);
            workspace = network.CreateWorkspace(batchSize);
            x = new double[batchSize * network.InputShape.Size];
            target = new double[batchSize * network.OutputShape.Size];
            gradient = new double[target.Length];
            weights = WeightSet<double>.Of(network);
            buffers = WeightSet<double>.ForBuffers(network);
            buffers.Capture(network);
            foreach (ref double value in x.AsSpan()) value = random.NextNormal();
            MakeTargets();
        }

        public GradientCheckResult Run(string name, int most)
        {
            double[] inputGradient = new double[x.Length];
            Result result = new();
            Analyse(inputGradient);
            for (int tensor = -1; tensor < network.Parameters.Count; tensor++)
            {
                int length = tensor < 0 ? x.Length : network.Parameters[tensor].Shape.Size;
                int[] indices = [.. Enumerable.Range(0, length)];
                if (length > most) random.Shuffle<int>(indices);
                foreach (int index in indices.AsSpan(0, Math.Min(most, length)))
                {
                    double error = Compare(tensor, index, inputGradient, result);
                    if (!(error <= result.Worst))
                        (result.Worst, result.Where) =
                            (double.IsNaN(error) ? double.PositiveInfinity : error,
                            $"{(tensor < 0 ? "input" : network.Parameters[tensor].Name)}[{index}]");
                    result.Checks++;
                }
            }
            weights.Restore(network);
            return new GradientCheckResult(name, result.Checks, result.Worst, result.Where, result.Kinks);
        }

        private double Compare(int tensor, int index, double[] inputGradient, Result result)
        {
            for (int attempt = 0; attempt < 8; attempt++)
            {
                ref double at = ref (tensor < 0 ? ref x[index] : ref network.Parameters[tensor].Value[index]);
                double original = at;
                if (Estimate(ref at, out double numeric, out double noise, result))
                {
                    double analytic = tensor < 0 ? inputGradient[index] : network.Parameters[tensor].Gradient[index];
                    double size = Math.Abs(analytic) + Math.Abs(numeric);
                    if (noise > MostNoise * Math.Max(1, size)) return double.PositiveInfinity;
                    return Math.Abs(analytic - numeric) / Math.Max(Math.Max(1e-8, noise / Tolerance), size);
                }
                // The point lies on the kink: look beside it.
                at = original + (random.NextDouble() - 0.5) * 0.02;
                Analyse(inputGradient);
            }
            return double.PositiveInfinity;
        }

        /// <summary>The derivative with respect to <paramref name="at"/>; false where a kink is too close at every step size.</summary>
        private bool Estimate(ref double at, out double derivative, out double noise, Result result)
        {
            double original = at, width = Math.Max(1, Math.Abs(original)), centre = Value();
            Span<double> plus = stackalloc double[3], minus = stackalloc double[3];
            for (double h = FirstStep; h >= SmallestStep; h /= 8)
            {
                double step = h * width;
                for (int k = 0; k < 3; k++)
                {
                    at = original + (k + 1) * step;
                    plus[k] = Value();
                    at = original - (k + 1) * step;
                    minus[k] = Value();
                }
                at = original;
                derivative = (45 * (plus[0] - minus[0]) - 9 * (plus[1] - minus[1]) + (plus[2] - minus[2])) / (60 * step);
                noise = 8 * Epsilon * scale / step;
                if (IsSmooth(plus, minus, centre, step, noise)) return true;
                result.Kinks++;
            }
            derivative = noise = 0;
            return false;
        }

        /// <summary>Whether the seven values could come from a smooth function. The sixth difference of a smooth function is of order h⁶,
        /// far below the first; a kink between the points makes all differences as large as the jump of the slope times h.</summary>
        private static bool IsSmooth(ReadOnlySpan<double> plus, ReadOnlySpan<double> minus, double centre, double step, double noise)
        {
            double sixth = plus[2] + minus[2] - 6 * (plus[1] + minus[1]) + 15 * (plus[0] + minus[0]) - 20 * centre;
            double fifth = plus[2] - minus[2] - 4 * (plus[1] - minus[1]) + 5 * (plus[0] - minus[0]);
            double slope = (Math.Abs(plus[0] - centre) + Math.Abs(centre - minus[0])) / step;
            return (Math.Abs(sixth) + Math.Abs(fifth)) / step <= 64 * noise + Tolerance * slope;
        }

        /// <summary>The analytic gradients of parameters and input at the present point.</summary>
        private void Analyse(double[] inputGradient)
        {
            network.ZeroGradients();
            Value();
            if (loss is null) target.CopyTo(gradient, 0);
            else loss.Evaluate<double>(workspace.Outputs, target, gradient, workspace.Capacity);
            network.Backward(workspace, x, gradient, inputGradient);
        }

        /// <summary>The loss at the present point. Every call starts from the same buffers and draws the same dropout masks.</summary>
        private double Value()
        {
            buffers.Restore(network);
            Span<double> y = network.Forward(workspace, x, training, seed: 7, step: 0, Team.Single);
            if (loss is null)
            {
                double sum = 0;
                scale = 0;
                for (int i = 0; i < y.Length; i++)
                {
                    sum += target[i] * y[i];
                    scale += Math.Abs(target[i] * y[i]);
                }
                scale = Math.Max(scale, 1e-3);
                return sum;
            }
            double value = loss.Evaluate<double>(y, target, [], workspace.Capacity);
            scale = Math.Max(Math.Abs(value), 1e-3);
            foreach (double output in y) scale = Math.Max(scale, Math.Abs(output));
            return value;
        }

        private void MakeTargets()
        {
            int outputs = network.OutputShape.Size;
            for (int start = 0; start < target.Length; start += outputs)
            {
                Span<double> row = target.AsSpan(start, outputs);
                switch (loss?.Prediction)
                {
                    case null or Prediction.Value:
                        foreach (ref double value in row) value = random.NextNormal();
                        break;
                    case Prediction.Logits or Prediction.Distribution:
                        double sum = 0;
                        foreach (ref double value in row) sum += value = 0.1 + random.NextDouble();
                        foreach (ref double value in row) value /= sum;
                        break;
                    default:
                        foreach (ref double value in row) value = random.Next(2);
                        break;
                }
            }
        }

        private sealed class Result
        {
            public int Checks, Kinks;
            public double Worst;
            public string Where = "";
        }
    }
}
