using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>An activation: y = x·σ(βx), y' = σ(βx)·(1 + βx·σ(−βx)).</summary>
/// <remarks>Source: Ramachandran, Zoph, Le, "Searching for activation functions", 2017, arXiv:1710.05941.</remarks>
/// <param name="Beta">How steep the gate is, β.</param>
[Description("y = x times the sigmoid of beta times x.")]
public sealed record Swish([property: Description("How steep the gate is."), Bounds(Above = 0)] double Beta = 1) : Layer
{
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) =>
        builder.Activation(new Function<T>(T.CreateTruncating(Beta)));

    public override GraphValue Lower(OperatorGraph graph, GraphValue x)
    {
        GraphValue scaled = graph.Apply("Mul", [x, graph.Constant("beta", [], Beta)], x.Shape);
        return graph.Apply("Mul", [x, graph.Apply("Sigmoid", scaled)], x.Shape);
    }

    private readonly struct Function<T>(T beta) : IActivation<T>
    {
        public Vector<T> Value(Vector<T> x) => x * VectorMath.Sigmoid(beta * x);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) =>
            VectorMath.Sigmoid(beta * x, out Vector<T> complement) * (Vector<T>.One + beta * x * complement);
    }
}
