using Chainrule.Layers;

namespace Chainrule.Inspection;

/// <summary>What a layer must do with the memory that it is handed: overwrite y and dx, add to gradients, read nothing that nobody wrote,
/// write to nothing else, and keep nothing from one pass to the next.</summary>
/// <param name="layer">The layer.</param>
/// <param name="passes">Runs it.</param>
/// <param name="batches">Two batches of different sizes.</param>
internal sealed class LayerContract(CompiledLayer<double> layer, LayerPasses passes, params LayerBatch[] batches)
{
    private readonly List<LayerResults> fresh = [];

    /// <summary>What the layer gave for each batch on memory that held zeros.</summary>
    public IReadOnlyList<LayerResults> Fresh => fresh;

    /// <summary>What the layer does wrong first, as the end of a sentence; null where it keeps its contract.</summary>
    public string? FirstBreach()
    {
        fresh.AddRange(batches.Select(batch => passes.Run(batch)));
        if (passes.Overwritten is { } written) return written;
        for (int i = 0; i < batches.Length; i++)
            if (FirstDifference(fresh[i], passes.Run(batches[i])) is { } at)
                return $"keeps state between passes: a second pass over the same batch gives another {at}";
        for (int i = 0; i < batches.Length; i++)
            if ((OnUsedMemory(i) ?? InAnotherOrder(i)) is { } breach)
                return breach.StartsWith("does not write", StringComparison.Ordinal)
                    ? $"{breach} in a batch of {batches[i].Size}" : breach;
        return passes.Overwritten;
    }

    private string? OnUsedMemory(int i)
    {
        LayerResults zeros = fresh[i], nan, filled;
        (nan, filled) = Filled(value => new(Y: value));
        if (Outputs("y").Overwritten(zeros.Y, nan.Y, filled.Y) is { } y) return y;

        (nan, filled) = Filled(value => new(Scratch: value));
        if ((FirstDifference(zeros, nan) ?? FirstDifference(zeros, filled)) is { } stale)
            return $"reads scratch that its forward pass has not written: its {stale} depends on what was there before";

        (nan, filled) = Filled(value => new(Dx: value));
        if (Inputs("dx").Overwritten(zeros.Dx, nan.Dx, filled.Dx) is { } dx) return dx;
        if ((GradientDifference(zeros, nan) ?? GradientDifference(zeros, filled)) is { } gradient)
            return $"computes the {gradient} from what dx held before";

        (nan, filled) = Filled(value => new(Gradients: value));
        return (GradientDifference(zeros, nan) ?? GradientDifference(zeros, filled)) is { } kept
            ? $"adds to what the memory held before where the gradient counts as zero: see the {kept}" : null;

        (LayerResults NaN, LayerResults Filled) Filled(Func<double, MemoryFilling> filling) =>
            (passes.Run(batches[i], filling(double.NaN)), passes.Run(batches[i], filling(Comparison.Filling)));
    }

    private string? InAnotherOrder(int i)
    {
        LayerResults twice = passes.Run(batches[i], times: 2);
        for (int p = 0; p < passes.Parameters.Count; p++)
            if (Gradient(p).Accumulated(fresh[i].Gradients[p], twice.Gradients[p]) is { } breach) return breach;
        if (FirstOtherBits(fresh[i], passes.Run(batches[i], backwards: true)) is { } ordered)
            return $"gives other bits of {ordered} where its pieces of work run in another order, as they do on several threads";
        LayerResults between = passes.Run(batches[i], between: batches[^(i + 1)]);
        if (FirstDifference(fresh[i], between) is { } at)
            return $"keeps values of a forward pass in itself: another forward pass before the backward pass changes its {at}";
        try
        {
            return GradientDifference(fresh[i], passes.Run(batches[i], wantsDx: false)) is { } other
                ? $"gives another {other} where nobody asks for dx" : null;
        }
        catch (Exception error) when (error is ArgumentException or IndexOutOfRangeException)
        {
            return $"throws {error.GetType().Name} where nobody asks for dx, which is empty then";
        }
    }

    private string? FirstDifference(LayerResults expected, LayerResults actual) => Outputs("y").FirstDifference(expected.Y, actual.Y)
        ?? Inputs("dx").FirstDifference(expected.Dx, actual.Dx) ?? GradientDifference(expected, actual);

    private string? FirstOtherBits(LayerResults expected, LayerResults actual) =>
        Outputs("y").FirstOtherBits(expected.Y, actual.Y) ?? Inputs("dx").FirstOtherBits(expected.Dx, actual.Dx)
            ?? Enumerable.Range(0, passes.Parameters.Count)
                .Select(p => Gradient(p).FirstOtherBits(expected.Gradients[p], actual.Gradients[p])).FirstOrDefault(at => at is not null);

    private string? GradientDifference(LayerResults expected, LayerResults actual)
    {
        for (int p = 0; p < passes.Parameters.Count; p++)
            if (Gradient(p).FirstDifference(expected.Gradients[p], actual.Gradients[p]) is { } at) return at;
        return null;
    }

    private Comparison Outputs(string name) => new(name, layer.OutputShape.Size);

    private Comparison Inputs(string name) => new(name, layer.InputShape.Size);

    private Comparison Gradient(int parameter) => new($"gradient of {passes.Parameters[parameter].Name}", 0);
}
