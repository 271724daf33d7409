using System.Numerics;
using Chainrule.Interchange;
using Chainrule.Layers;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>Writes the weights of a run, each file with the proof of what it holds.</summary>
internal static class WeightFiles
{
    /// <summary>Writes the final weights, and the best where there are any.</summary>
    public static void Save<T>(RunFolder folder, Network<T> network, TrainingState<T> state, IReadOnlyDictionary<string, string> texts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Save(folder.Weights);
        state.Best?.While(network, () => Save(folder.Best));

        bool Save(string path)
        {
            RunFolder.Guarded(path, () => network.Save(path, SelfTest<T>.Added(texts, network)));
            return true;
        }
    }
}
