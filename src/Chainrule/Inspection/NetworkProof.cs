using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Inspection;

/// <summary>The gradients of a network under a loss, or under a random linear loss, held against central differences; then the contracts of
/// its layers and of the loss.</summary>
internal sealed class NetworkProof
{
    private const double MostNoise = 1e-5;

    private readonly Network<double> network;
    private readonly Loss? loss;
    private readonly bool training;
    private readonly Workspace<double> workspace;
    private readonly double[] x, target, gradient, unread, inputGradient;
    private readonly WeightSet<double> weights, buffers;
    private readonly CentralDifference difference;
    private RandomStream random;

    public NetworkProof(Network<double> network, Loss? loss, double[] x, bool training, RandomStream random)
    {
        (this.network, this.loss, this.x, this.training, this.random) = (network, loss, x, training, random);
        int samples = x.Length / network.InputShape.Size;
        workspace = network.CreateWorkspace(samples);
        target = MadeUp.Targets(loss?.Prediction ?? Prediction.Value, ref this.random, samples, network.OutputShape.Size);
        (gradient, unread, inputGradient) = (new double[target.Length], new double[target.Length], new double[x.Length]);
        weights = WeightSet<double>.Of(network);
        buffers = WeightSet<double>.ForBuffers(network);
        buffers.Capture(network);
        difference = new(Value);
    }

    /// <summary>Compares all derivatives, or some of each tensor, and checks the contracts.</summary>
    /// <param name="name">What the result is called.</param>
    /// <param name="input">What the input is called.</param>
    /// <param name="most">The most derivatives to check per tensor, picked at random where there are more.</param>
    public GradientCheckResult Run(string name, string input, int most)
    {
        // A layer that writes to its input spoils it.
        double[] inputs = [.. x];
        (int checks, double worst, string where) = Compare(input, most);
        string? finding = NetworkContract.FirstBreach(network, inputs, training) ?? (loss is null ? null : LossBreach(loss));
        weights.Restore(network);
        return new GradientCheckResult(name, checks, worst, where, difference.Kinks, finding);
    }

    /// <summary>Compares all derivatives, or some of each tensor.</summary>
    /// <param name="input">What the input is called.</param>
    /// <param name="most">The most derivatives to check per tensor, picked at random where there are more.</param>
    /// <returns>How many there were, the worst relative error, and where it is.</returns>
    public (int Checks, double Worst, string Where) Compare(string input, int most)
    {
        int checks = 0;
        double worst = 0;
        string where = "";
        Analyse();
        for (int tensor = -1; tensor < network.Parameters.Count; tensor++)
        {
            int length = tensor < 0 ? x.Length : network.Parameters[tensor].Shape.Size;
            int[] indices = [.. Enumerable.Range(0, length)];
            if (length > most) random.Shuffle<int>(indices);
            foreach (int index in indices.AsSpan(0, Math.Min(most, length)))
            {
                double error = Compare(tensor, index);
                if (!(error <= worst))
                    (worst, where) = (double.IsNaN(error) ? double.PositiveInfinity : error,
                        $"{(tensor < 0 ? input : network.Parameters[tensor].Name)}[{index}]");
                checks++;
            }
        }
        weights.Restore(network);
        return (checks, worst, where);
    }

    private string? LossBreach(Loss loss) => new LossContract(loss, [.. Outputs()], target, workspace.Capacity).FirstBreach();

    private double Compare(int tensor, int index)
    {
        for (int attempt = 0; attempt < 8; attempt++)
        {
            ref double at = ref (tensor < 0 ? ref x[index] : ref network.Parameters[tensor].Value[index]);
            double original = at;
            if (difference.TryEstimate(ref at, out double numeric, out double noise))
            {
                double analytic = tensor < 0 ? inputGradient[index] : network.Parameters[tensor].Gradient[index];
                double size = Math.Abs(analytic) + Math.Abs(numeric);
                if (noise > MostNoise * Math.Max(1, size)) return double.PositiveInfinity;
                return Math.Abs(analytic - numeric) / Math.Max(Math.Max(1e-8, noise / GradientCheck.Tolerance), size);
            }
            // The point lies on the kink: look beside it.
            at = original + (random.NextDouble() - 0.5) * 0.02;
            Analyse();
        }
        return double.PositiveInfinity;
    }

    /// <summary>The analytic gradients of parameters and input at the present point. What is to be written holds NaN before.</summary>
    private void Analyse()
    {
        network.Gradients.Fill(double.NaN);
        network.ZeroGradients();
        workspace.Fill(double.NaN);
        inputGradient.AsSpan().Fill(double.NaN);
        gradient.AsSpan().Fill(double.NaN);
        Value();
        if (loss is null) target.CopyTo(gradient, 0);
        else loss.Evaluate<double>(workspace.Outputs, target, gradient, workspace.Capacity);
        network.Backward(workspace, x, gradient, inputGradient);
    }

    /// <summary>The outputs at the present point. Every call starts from the same buffers and draws the same dropout masks.</summary>
    private Span<double> Outputs()
    {
        buffers.Restore(network);
        return network.Forward(workspace, x, training, LayerPasses.Seed, LayerPasses.Step, Team.Single);
    }

    /// <summary>The loss at the present point, and the largest number in it.</summary>
    private (double Value, double Scale) Value()
    {
        Span<double> y = Outputs();
        double value = 0, scale = 0;
        if (loss is null)
        {
            for (int i = 0; i < y.Length; i++)
            {
                value += target[i] * y[i];
                scale += Math.Abs(target[i] * y[i]);
            }
            return (value, Math.Max(scale, 1e-3));
        }
        value = loss.Evaluate<double>(y, target, unread, workspace.Capacity);
        scale = Math.Max(Math.Abs(value), 1e-3);
        foreach (double output in y) scale = Math.Max(scale, Math.Abs(output));
        return (value, scale);
    }
}
