using System.Numerics;
using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Inspection;
using Chainrule.Interchange;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Parameters;

namespace Chainrule.Tests.Oracles;

/// <summary>Weight files go to PyTorch and come from there, and both sides compute the same with them.</summary>
public sealed class PyTorchFilesTests : IDisposable
{
    private const int Batch = 4;

    private readonly string folder = Directory.CreateTempSubdirectory("chainrule-torch-").FullName;

    private static string Script => Path.Combine(Peer.Folder, "torch_peer.py");

    [Fact]
    public void PyTorch_loads_every_layer_and_computes_the_same()
    {
        List<Action> checks = [.. Examples.Layers.Select((example, i) => Prepare<float>($"{i}", [example.Layer], example.Input, 2e-6))];
        Peer.Run(Peer.Python, Script, "predict", folder);
        foreach (Action check in checks) check();
    }

    [Fact]
    public void PyTorch_loads_a_network_of_many_layers_in_both_precisions()
    {
        Layer[] layers =
        [
            new Conv2d(4) { Kernel = 3, Padding = Padding.Same }, new BatchNorm(), new SiLU(),
            new Residual([new Sequential([new Conv2d(4) { Kernel = (3, 1), Padding = Padding.Same }, new Elu()])]),
            new AvgPool2d(3) { Stride = 2, Padding = 1 }, new Flatten(), new Dropout(0.5), new LayerNorm(), new Linear(5) { Bias = false },
            new Softmax(),
        ];
        Action single = Prepare<float>("single", layers, [2, 7, 6], 2e-6), @double = Prepare<double>("double", layers, [2, 7, 6], 1e-13);
        Peer.Run(Peer.Python, Script, "predict", folder);
        single();
        @double();
    }

    [Fact]
    public void Weights_of_PyTorch_give_here_what_they_give_there()
    {
        Peer.Run(Peer.Python, Script, "write", folder);
        Compare<float>("float32", 2e-6);
        Compare<double>("float64", 1e-13);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Writes a network and some inputs.</summary>
    /// <returns>What compares its outputs with those of PyTorch.</returns>
    private Action Prepare<T>(string name, IReadOnlyList<Layer> layers, Shape input, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Network.Build<T>(input, layers, seed: 5, biasInitializer: new Normal(0.5));
        RandomStream random = new(6, RandomPurpose.Generator, 0);
        foreach (LayerBuffer<T> buffer in network.Buffers)
            foreach (ref T value in buffer.Value.AsSpan()) value = T.CreateChecked(buffer.IsCount ? 3 : 0.5 + random.NextDouble());
        T[] x = new T[Batch * input.Size], y = new T[Batch * network.OutputShape.Size];
        foreach (ref T value in x.AsSpan()) value = T.CreateChecked(4 * random.NextDouble() - 2);
        network.Predict(x, y);
        network.Save(Place($"{name}.safetensors"));
        Npy.Write(Place($"{name}.x.npy"), NdArray.Create(x, [Batch, .. input]));
        return () =>
        {
            NdArray theirs = Npy.Read(Place($"{name}.y.npy"));
            Assert.Equal([Batch, .. network.OutputShape], theirs.Shape.ToArray());
            Assert.All(theirs.ToDoubles().Zip(y),
                pair => Assert.Equal(pair.First, double.CreateChecked(pair.Second), tolerance * Math.Max(1, Math.Abs(pair.First))));
        };
    }

    private void Compare<T>(string name, double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NdArray inputs = Npy.Read(Place($"{name}.x.npy"));
        double[] expected = Npy.Read(Place($"{name}.y.npy")).ToDoubles();
        foreach (string file in (string[])[$"{name}.safetensors", $"{name}.npz"])
        {
            Network<T> network = Network.Build<T>([2, 6, 6],
                [new Conv2d(4) { Kernel = 3, Padding = Padding.Same }, new BatchNorm(), new ReLU(), new MaxPool2d(2),
                    new Sequential([new Flatten(), new Linear(8)]),
                    new LayerNorm(), new Gelu(), new Linear(3) { Bias = false }], seed: 99);
            network.LoadWeights(Place(file));
            Assert.Equal(3, double.CreateChecked(network.Buffers.Single(buffer => buffer.IsCount).Value[0]));
            T[] y = new T[expected.Length];
            network.Predict((T[])inputs.Data, y);
            Assert.All(expected.Zip(y), pair => Assert.Equal(pair.First, double.CreateChecked(pair.Second), tolerance));
        }
    }

    private string Place(string name) => Path.Combine(folder, name);
}
