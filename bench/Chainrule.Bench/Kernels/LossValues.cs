using System.Numerics;
using BenchmarkDotNet.Attributes;
using Chainrule.Losses;

namespace Chainrule.Bench.Kernels;

/// <summary>Softmax and cross-entropy fused, value and gradient, for 10 classes.</summary>
[GenericTypeArguments(typeof(float)), GenericTypeArguments(typeof(double))]
public class LossValues<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CrossEntropy loss = new();
    private T[] logits = [], targets = [], gradients = [];

    [Params(128, 600)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        logits = Numbers.Normal<T>(10 * Batch, 1);
        gradients = new T[logits.Length];
        targets = new T[logits.Length];
        for (int i = 0; i < Batch; i++) targets[10 * i + i % 10] = T.One;
    }

    [Benchmark]
    public double CrossEntropy() => loss.Evaluate(logits, targets, gradients, Batch);
}
