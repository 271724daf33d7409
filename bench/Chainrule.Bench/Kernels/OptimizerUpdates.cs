using System.Numerics;
using BenchmarkDotNet.Attributes;
using Chainrule.Kernels;
using Chainrule.Optimizers;

namespace Chainrule.Bench.Kernels;

/// <summary>One update of the 435,402 weights of the 784-512-64-10 network.</summary>
[GenericTypeArguments(typeof(float)), GenericTypeArguments(typeof(double))]
public class OptimizerUpdates<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Weights = 435_402;
    private CompiledOptimizer<T> compiled = null!;
    private Team team = Team.Single;
    private T[] weights = [], gradients = [];

    [ParamsSource(nameof(Optimizers))]
    public Optimizer Optimizer { get; set; } = new Sgd(0.1);

    [Params(1, 2)]
    public int Threads { get; set; }

    // The rates are so low that the weights stay where they are for as many updates as are measured.
    public static IEnumerable<Optimizer> Optimizers =>
        [new Sgd(1e-9), new Sgd(1e-9) { Momentum = 0.9 }, new Adam(1e-9), new AdamW(1e-9), new Nadam(1e-9), new RmsProp(1e-9),
            new Adagrad(1e-9), new Lion(1e-9)];

    [GlobalSetup]
    public void Setup()
    {
        compiled = Optimizer.Compile<T>(Weights);
        weights = Numbers.Normal<T>(Weights, 1);
        gradients = Numbers.Normal<T>(Weights, 2);
        team = new(Threads);
    }

    [GlobalCleanup]
    public void Cleanup() => team.Dispose();

    [Benchmark]
    public void Update() => compiled.Update(team, Optimizer.BaseRate, weights, gradients);
}
