using System.Numerics;
using Chainrule.Interchange;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>Writes the weights of a run, each file with the proof of what it holds.</summary>
internal static class WeightFiles
{
    /// <summary>Writes the final weights, and the best where there are any.</summary>
    public static void Save<T>(RunFolder folder, Network<T> network, TrainingState<T> state, IReadOnlyDictionary<string, string> texts) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RunFolder.Guarded(folder.Weights, () => network.Save(folder.Weights, SelfTest.Added(texts, network)));
        if (state.BestWeights is null) return;
        // The network gets the best weights for as long as it takes to see what it does with them.
        T[] final = network.Weights.ToArray();
        T[][] buffers = [.. network.Buffers.Select(buffer => (T[])buffer.Value.Clone())];
        Put(network, state.BestWeights, state.BestBuffers!);
        RunFolder.Guarded(folder.Best, () => network.Save(folder.Best, SelfTest.Added(texts, network)));
        Put(network, final, buffers);
    }

    private static void Put<T>(Network<T> network, ReadOnlySpan<T> weights, IReadOnlyList<T[]> buffers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        weights.CopyTo(network.Weights);
        for (int i = 0; i < buffers.Count; i++) buffers[i].CopyTo(network.Buffers[i].Value, 0);
    }
}
