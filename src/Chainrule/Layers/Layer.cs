using System.Numerics;
using System.Text.Json.Serialization;

namespace Chainrule.Layers;

/// <summary>The description of a layer. A layer is one file: a record derived from this one, the class that runs it, and its line
/// here.</summary>
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
[JsonDerivedType(typeof(Concat), "concat")]
[JsonDerivedType(typeof(ParallelSlices), "parallel")]
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
    /// <summary>Reads a layer as it prints: <c>Linear(64, bias: false)</c>.</summary>
    /// <exception cref="SpecFormatException">The text is no layer; the message says where, and what is expected there.</exception>
    public static Layer Parse(string text) => Parse(text, LayerJson.Default.Layer);

    /// <summary>The layers inside this one, in order.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<Layer> Inner => [];

    /// <summary>The limits between which all outputs lie, of a function whose slope vanishes towards them: outputs near one are saturated.
    /// Null for all other layers.</summary>
    [JsonIgnore]
    public virtual (double Low, double High)? Range => null;

    /// <summary>Whether the outputs are the inputs as they are, at inference: the layer decides nothing about what a network
    /// gives.</summary>
    [JsonIgnore]
    public virtual bool KeepsValues => false;

    /// <summary>Limits that hold for any numbers.</summary>
    protected static (double Low, double High) AnyNumber => (double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>The limits that all outputs keep at inference, whatever the weights are; infinite where they have none. By default
    /// those of <see cref="Range"/>.</summary>
    /// <param name="inputs">The limits of the inputs; null where nobody knows them.</param>
    /// <returns>The limits; null where nobody knows them, so that nothing is said about the outputs.</returns>
    public virtual (double Low, double High)? LimitsFor((double Low, double High)? inputs) => Range;

    /// <summary>Whether outputs of a sample add up to 1, as probabilities of classes do. Then most of them lie near 0 by design.</summary>
    [JsonIgnore]
    public virtual bool SumsToOne => false;

    /// <summary>Whether a unit whose output is 0 gets no gradient, so that one that is 0 for every sample is dead: it never comes
    /// back.</summary>
    [JsonIgnore]
    public virtual bool CanDie => false;

    /// <summary>Whether the layer looks at pixels and their neighbours, so that its input has to be <c>[channels, height, width]</c> in
    /// this order.</summary>
    [JsonIgnore]
    public virtual bool TakesPictures => false;

    /// <summary>Whether the input is added to what the inner layers make of it.</summary>
    [JsonIgnore]
    public virtual bool AddsInput => false;

    /// <summary>Whether the inner layers are branches, which run beside each other, rather than one after another.</summary>
    [JsonIgnore]
    public virtual bool IsBranching => false;

    /// <summary>What the branches are called, in order; empty where they have no names.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<string> BranchNames => [];

    /// <summary>Refuses a list that is null, which only C# code can give.</summary>
    private protected void RequireList<TItem>(IReadOnlyList<TItem>? list, string key)
    {
        if (list is null) throw new SpecException(this, key, "is null; expected a list");
    }

    /// <summary>Compiles the layer for a precision and the input shape that <paramref name="builder"/> names: infers the output shape and
    /// declares parameters and buffers.</summary>
    /// <exception cref="ShapeException">The input shape does not suit the layer; made by <see cref="LayerBuilder{T}.Misfit"/>.</exception>
    public abstract CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Says which operators the layer is made of at inference, for other tools to run.</summary>
    /// <param name="graph">Takes the operators.</param>
    /// <param name="x">The input.</param>
    /// <returns>The output.</returns>
    /// <exception cref="NotSupportedException">The layer does not say; a layer of one's own need not, unless it is to be
    /// exported.</exception>
    public virtual GraphValue Lower(OperatorGraph graph, GraphValue x) =>
        throw new NotSupportedException($"{this} does not say which operators it is made of, so it cannot be exported; override Lower.");
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Layer))]
internal sealed partial class LayerJson : JsonSerializerContext;
