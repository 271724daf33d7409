using System.Numerics;
using System.Text.Json.Serialization;

namespace Chainrule.Layers;

/// <summary>The description of a layer. A layer is one file: a record derived from this one, the class that runs it, and its line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(Residual), "residual")]
[JsonDerivedType(typeof(Sequential), "sequential")]
[JsonDerivedType(typeof(ReLU), "relu")]
[JsonDerivedType(typeof(Sigmoid), "sigmoid")]
public abstract record Layer : Spec
{
    /// <summary>The layers inside this one, in order.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<Layer> Inner => [];

    /// <summary>Compiles the layer for a precision and the input shape that <paramref name="builder"/> names: infers the output shape and
    /// declares parameters and buffers.</summary>
    /// <exception cref="ShapeException">The input shape does not suit the layer; made by <see cref="LayerBuilder{T}.Misfit"/>.</exception>
    public abstract CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
