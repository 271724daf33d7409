using System.Numerics;
using BenchmarkDotNet.Attributes;
using Chainrule.Layers;

namespace Chainrule.Bench.Kernels;

/// <summary>A layer and the images that it takes.</summary>
public sealed record ImageLayer(Layer Layer, Shape Input)
{
    public override string ToString() => $"{Layer} on {Input}";
}

/// <summary>Convolutions, as in the networks of the recipes, for 128 images.</summary>
[GenericTypeArguments(typeof(float)), GenericTypeArguments(typeof(double))]
public class Convolutions<T> : LayerPass<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [ParamsSource(nameof(Layers))]
    public ImageLayer Layer { get; set; } = Layers.First();

    public static IEnumerable<ImageLayer> Layers =>
    [
        new(new Conv2d(32), [1, 28, 28]),
        new(new Conv2d(64), [32, 13, 13]),
        new(new Conv2d(6) { Kernel = 5, Padding = 2 }, [1, 28, 28]),
        new(new Conv2d(16) { Kernel = 5 }, [6, 14, 14]),
        new(new Conv2d(120) { Kernel = 5 }, [16, 5, 5]),
    ];

    /// <summary>The gradients of weights and bias alone.</summary>
    [Benchmark]
    public void WeightGradient() => BackwardToWeights();

    protected override (Layer, Shape, int) Describe() => (Layer.Layer, Layer.Input, 128);
}

/// <summary>Pooling, dropout and batch norm, as in the networks of the recipes, for 128 images.</summary>
[GenericTypeArguments(typeof(float))]
public class OtherLayers<T> : LayerPass<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [ParamsSource(nameof(Layers))]
    public ImageLayer Layer { get; set; } = Layers.First();

    public static IEnumerable<ImageLayer> Layers =>
    [
        new(new MaxPool2d(2), [32, 26, 26]),
        new(new AvgPool2d(2), [6, 28, 28]),
        new(new Dropout(0.5), [64, 5, 5]),
        new(new BatchNorm(), [32, 26, 26]),
    ];

    protected override (Layer, Shape, int) Describe() => (Layer.Layer, Layer.Input, 128);
}
