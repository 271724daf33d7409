using System.Numerics;
using BenchmarkDotNet.Attributes;
using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Bench.Kernels;

/// <summary>A layer alone, forward and backward.</summary>
public abstract class LayerPass<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Network<T> network = null!;
    private Workspace<T> workspace = null!;
    private Team team = Team.Single;
    private T[] x = [], dx = [], dy = [];

    [Params(1, 2)]
    public int Threads { get; set; }

    protected abstract (Layer Layer, Shape Input, int Batch) Describe();

    [GlobalSetup]
    public void Setup()
    {
        (Layer layer, Shape input, int batch) = Describe();
        network = Network.Build<T>(input, [layer]);
        workspace = network.CreateWorkspace(batch);
        team = new(Threads);
        x = Numbers.Normal<T>(batch * input.Size, 1);
        dx = new T[x.Length];
        dy = Numbers.Normal<T>(batch * network.OutputShape.Size, 2);
        Forward();
    }

    [GlobalCleanup]
    public void Cleanup() => team.Dispose();

    [Benchmark]
    public void Forward() => network.Forward(workspace, x, training: true, seed: 1, step: 0, team);

    /// <summary>All gradients.</summary>
    [Benchmark]
    public void Backward() => network.Backward(workspace, x, dy, dx);

    /// <summary>As the first layer of a network needs it.</summary>
    protected void BackwardToWeights() => network.Backward(workspace, x, dy);
}
