using System.Numerics;
using Chainrule.Initializers;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Parameters;

namespace Chainrule.Onnx.Tests;

/// <summary>Networks in which every number influences the outputs, and inputs for them.</summary>
internal static class Samples
{
    /// <summary>A network with weights, biases and statistics that are neither 0 nor 1.</summary>
    public static Network<T> Network<T>(Shape input, params IReadOnlyList<Layer> layers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Chainrule.Layers.Network.Build<T>(input, layers, seed: 3, biasInitializer: new Normal(0.5));
        RandomStream random = new(4, RandomPurpose.Generator, 0);
        foreach (Parameter<T> parameter in network.Parameters)
            foreach (ref T weight in parameter.Value) weight += T.CreateChecked((random.NextDouble() - 0.5) / 4);
        foreach (LayerBuffer<T> buffer in network.Buffers)
            foreach (ref T value in buffer.Value.AsSpan())
                value = T.CreateChecked(buffer.IsCount ? 7 : 0.25 + random.NextDouble());
        return network;
    }

    /// <summary>Numbers from −4 to 4, with 0 and some large ones among them.</summary>
    public static T[] Inputs<T>(int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomStream random = new(5, RandomPurpose.Generator, 1);
        T[] inputs = new T[count];
        for (int i = 0; i < count; i++)
        {
            double value = (i % 11) switch
            {
                3 => 0,
                7 => 30 * (random.NextDouble() - 0.5),
                _ => 8 * (random.NextDouble() - 0.5),
            };
            inputs[i] = T.CreateChecked(value);
        }
        return inputs;
    }

    public static T[] Predict<T>(Network<T> network, T[] x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] y = new T[x.Length / network.InputShape.Size * network.OutputShape.Size];
        network.Predict(x, y);
        return y;
    }
}
