using System.Numerics;
using Chainrule.Initializers;

namespace Chainrule.Layers;

/// <summary>Builds networks.</summary>
public static class Network
{
    /// <summary>Compiles layers, one after another, for the precision <typeparamref name="T"/>: infers every shape, lays out all weights in
    /// one buffer and draws them.</summary>
    /// <param name="input">The shape of one input sample.</param>
    /// <param name="layers">The layers, the first one first.</param>
    /// <param name="seed">Keys the initial weights.</param>
    /// <param name="initializer">Draws the weight matrices of layers that name no initializer; by default <see cref="HeNormal"/>.</param>
    /// <param name="biasInitializer">Draws the biases of layers that name no initializer for them; by default <see cref="Zeros"/>.</param>
    /// <exception cref="ShapeException">A layer does not fit; the message names it and the chain of shapes.</exception>
    /// <exception cref="SpecException">A layer holds a value out of its bounds.</exception>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is neither <see langword="float"/> nor
    /// <see langword="double"/>.</exception>
    /// <example><code>Network.Build&lt;float&gt;([784], [new Linear(64), new ReLU(), new Linear(10)], seed: 1)</code></example>
    public static Network<T> Build<T>(
        Shape input, IReadOnlyList<Layer> layers, ulong seed = 1, Initializer? initializer = null, Initializer? biasInitializer = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(layers);
        return new(new Sequential(layers), input, seed, initializer ?? new HeNormal(), biasInitializer ?? new Zeros());
    }
}
