using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Bench.Kernels;

/// <summary>The library's SiLU, written outside: what an activation of one's own costs.</summary>
public sealed record OwnSiLU : Layer
{
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => builder.Activation(new Function<T>());

    private readonly struct Function<T> : IActivation<T>
    {
        public Vector<T> Value(Vector<T> x) => x * VectorMath.Sigmoid(x);

        public Vector<T> Derivative(Vector<T> x, Vector<T> y) =>
            VectorMath.Sigmoid(x, out Vector<T> complement) * (Vector<T>.One + x * complement);
    }
}
