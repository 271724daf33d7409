using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Parameters;

namespace Chainrule.Inspection;

/// <summary>A batch for a layer.</summary>
/// <param name="Size">The number of samples.</param>
/// <param name="X">The inputs.</param>
/// <param name="Dy">The gradient with respect to the outputs.</param>
internal sealed record LayerBatch(int Size, double[] X, double[] Dy);

/// <summary>What a layer gave for a batch.</summary>
/// <param name="Y">The outputs.</param>
/// <param name="Dx">The gradient with respect to the inputs.</param>
/// <param name="Gradients">The gradients of the parameters.</param>
internal sealed record LayerResults(double[] Y, double[] Dx, double[][] Gradients);

/// <summary>What the memory of a pass holds before it.</summary>
/// <param name="Y">Every output.</param>
/// <param name="Scratch">Every element of the scratch.</param>
/// <param name="Dx">Every element of the gradient with respect to the inputs.</param>
/// <param name="Gradients">The memory of every parameter's gradient, which counts as zero all the same.</param>
internal readonly record struct MemoryFilling(double Y = 0, double Scratch = 0, double Dx = 0, double Gradients = 0);

/// <summary>Runs a layer on memory that is the same for every batch, as in training.</summary>
internal sealed class LayerPasses
{
    /// <summary>What keys the random numbers of a pass; the step is not 0, which a backward pass might take for any.</summary>
    public const ulong Seed = 7, Step = 5;

    private readonly Network<double> network;
    private readonly CompiledLayer<double> layer;
    private readonly bool training;
    private readonly WeightSet<double> before, buffers;
    private readonly double[] y, dx, scratch;
    private Team team = Team.Single;

    /// <param name="network">The network.</param>
    /// <param name="before">Its weights and buffers.</param>
    /// <param name="layer">One of its layers, or all.</param>
    /// <param name="path">What the names of the layer's parameters start with.</param>
    /// <param name="training">Whether it runs as in training or as in inference.</param>
    /// <param name="batches">All batches that it will run on.</param>
    public LayerPasses(Network<double> network, WeightSet<double> before, CompiledLayer<double> layer, string path, bool training,
        IReadOnlyList<LayerBatch> batches)
    {
        (this.network, this.before, this.layer, this.training) = (network, before, layer, training);
        Parameters = [.. network.Parameters.Where(parameter => parameter.Name.StartsWith(path, StringComparison.Ordinal))];
        buffers = WeightSet<double>.ForBuffers(network);
        buffers.Capture(network);
        y = new double[batches.Max(batch => batch.Dy.Length)];
        dx = new double[batches.Max(batch => batch.X.Length)];
        scratch = new double[batches.Max(batch => layer.ScratchLength(batch.Size))];
    }

    /// <summary>The parameters of the layer and of those inside it.</summary>
    public IReadOnlyList<Parameter<double>> Parameters { get; }

    /// <summary>What the layer wrote to although it may only read it, as the end of a sentence; null where that did not happen.</summary>
    public string? Overwritten { get; private set; }

    /// <summary>Runs the layer forward and backward, from the same buffers every time.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="filling">What the memory holds before.</param>
    /// <param name="times">How often; the gradients add up.</param>
    /// <param name="wantsDx">Whether to ask for the gradient with respect to the inputs.</param>
    /// <param name="between">A batch to run forward, on memory of its own, after the forward pass.</param>
    /// <param name="backwards">Whether pieces of work run from the last to the first.</param>
    public LayerResults Run(LayerBatch batch, MemoryFilling filling = default, int times = 1, bool wantsDx = true,
        LayerBatch? between = null, bool backwards = false)
    {
        team = backwards ? Team.Backwards : Team.Single;
        Span<double> outputs = y.AsSpan(0, batch.Dy.Length), inputGradient = dx.AsSpan(0, batch.X.Length);
        outputs.Fill(filling.Y);
        inputGradient.Fill(filling.Dx);
        scratch.AsSpan().Fill(filling.Scratch);
        foreach (Parameter<double> parameter in Parameters)
        {
            parameter.Gradient.Fill(filling.Gradients);
            parameter.ZeroGradient();
        }
        for (int pass = 0; pass < times; pass++)
        {
            buffers.Restore(network);
            Forward(batch, outputs, scratch);
            if (between is not null) Forward(between, new double[between.Dy.Length], new double[layer.ScratchLength(between.Size)]);
            Backward(batch, outputs, wantsDx ? inputGradient : []);
        }
        return new([.. outputs], [.. inputGradient], [.. Parameters.Select(parameter => parameter.Gradient.ToArray())]);
    }

    private void Forward(LayerBatch batch, Span<double> outputs, Span<double> memory)
    {
        double[] x = [.. batch.X];
        layer.Forward(Pass(batch, memory), x, outputs);
        Compare(layer.InputShape.Size, "its input x", batch.X, x);
        foreach (Parameter<double> parameter in Parameters)
            Compare(0, parameter.Name, before.Weights.Slice(parameter.Offset, parameter.Shape.Size), parameter.Value);
        if (training) return;
        for (int i = 0; i < network.Buffers.Count; i++)
            Compare(0, network.Buffers[i].Name, buffers.Buffers[i], network.Buffers[i].Value, " at inference");
    }

    private void Backward(LayerBatch batch, Span<double> outputs, Span<double> inputGradient)
    {
        double[] x = [.. batch.X], given = [.. outputs], dy = [.. batch.Dy];
        layer.Backward(Pass(batch, scratch), x, given, dy, inputGradient);
        Compare(layer.InputShape.Size, "its input x", batch.X, x, " in its backward pass");
        Compare(layer.OutputShape.Size, "its output y", outputs, given, " in its backward pass");
        Compare(layer.OutputShape.Size, "dy", batch.Dy, dy);
    }

    private void Compare(int rowLength, string name, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, string when = "")
    {
        if (Overwritten is null && new Comparison(name, rowLength).FirstDifference(expected, actual) is { } at)
            Overwritten = $"writes to {at}{when}, which it may only read";
    }

    private Pass<double> Pass(LayerBatch batch, Span<double> memory) => new()
    {
        BatchSize = batch.Size,
        Training = training,
        Seed = Seed,
        Step = Step,
        Team = team,
        Scratch = memory[..layer.ScratchLength(batch.Size)],
    };
}
