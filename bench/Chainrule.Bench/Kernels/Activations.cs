using System.Numerics;
using BenchmarkDotNet.Attributes;
using Chainrule.Layers;

namespace Chainrule.Bench.Kernels;

/// <summary>Activations of 128 samples of 512 features.</summary>
[GenericTypeArguments(typeof(float)), GenericTypeArguments(typeof(double))]
public class Activations<T> : LayerPass<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [ParamsSource(nameof(Functions))]
    public Layer Function { get; set; } = new ReLU();

    public static IEnumerable<Layer> Functions =>
        [new ReLU(), new LeakyReLU(), new Elu(), new Gelu(), new SiLU(), new OwnSiLU(), new Sigmoid(), new Tanh(), new Softplus(),
            new Softsign(), new Softmax()];

    protected override (Layer, Shape, int) Describe() => (Function, [512], 128);
}
