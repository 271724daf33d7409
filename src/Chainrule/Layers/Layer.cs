using System.Numerics;
using System.Text.Json.Serialization;

namespace Chainrule.Layers;

/// <summary>The description of a layer. A layer is one file: a record derived from this one, the class that runs it, and its line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Conv2d), "conv2d")]
[JsonDerivedType(typeof(MaxPool2d), "max_pool2d")]
[JsonDerivedType(typeof(AvgPool2d), "avg_pool2d")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(Dropout), "dropout")]
[JsonDerivedType(typeof(BatchNorm), "batch_norm")]
[JsonDerivedType(typeof(LayerNorm), "layer_norm")]
[JsonDerivedType(typeof(Residual), "residual")]
[JsonDerivedType(typeof(Sequential), "sequential")]
[JsonDerivedType(typeof(Identity), "identity")]
[JsonDerivedType(typeof(Sigmoid), "sigmoid")]
[JsonDerivedType(typeof(Tanh), "tanh")]
[JsonDerivedType(typeof(ReLU), "relu")]
[JsonDerivedType(typeof(LeakyReLU), "leaky_relu")]
[JsonDerivedType(typeof(Elu), "elu")]
[JsonDerivedType(typeof(Gelu), "gelu")]
[JsonDerivedType(typeof(SiLU), "silu")]
[JsonDerivedType(typeof(Softplus), "softplus")]
[JsonDerivedType(typeof(Softsign), "softsign")]
[JsonDerivedType(typeof(Softmax), "softmax")]
public abstract record Layer : Spec
{
    /// <summary>The layers inside this one, in order.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<Layer> Inner => [];

    /// <summary>Compiles the layer for a precision and the input shape that <paramref name="builder"/> names: infers the output shape and
    /// declares parameters and buffers.</summary>
    /// <exception cref="ShapeException">The input shape does not suit the layer; made by <see cref="LayerBuilder{T}.Misfit"/>.</exception>
    public abstract CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Says which operators the layer is made of at inference, for other tools to run.</summary>
    /// <param name="graph">Takes the operators.</param>
    /// <param name="x">The input.</param>
    /// <returns>The output.</returns>
    /// <exception cref="NotSupportedException">The layer does not say; a layer of one's own need not, unless it is to be exported.</exception>
    public virtual GraphValue Lower(OperatorGraph graph, GraphValue x) =>
        throw new NotSupportedException($"{this} does not say which operators it is made of, so it cannot be exported; override Lower.");
}
