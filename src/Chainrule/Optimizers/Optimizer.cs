using System.Numerics;
using System.Text.Json.Serialization;

namespace Chainrule.Optimizers;

/// <summary>The description of an optimizer. An optimizer is one file: a record derived from this one, the class that runs it, and its line
/// here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Sgd), "sgd")]
[JsonDerivedType(typeof(Adagrad), "adagrad")]
[JsonDerivedType(typeof(RmsProp), "rmsprop")]
[JsonDerivedType(typeof(Adam), "adam")]
[JsonDerivedType(typeof(AdamW), "adamw")]
[JsonDerivedType(typeof(Nadam), "nadam")]
[JsonDerivedType(typeof(Lion), "lion")]
public abstract record Optimizer : Spec
{
    /// <summary>Reads an optimizer as it prints: <c>Sgd(0.1, momentum: 0.9)</c>.</summary>
    /// <exception cref="SpecFormatException">The text is no optimizer; the message says where, and what is expected there.</exception>
    public static Optimizer Parse(string text) => Parse(text, OptimizerJson.Default.Optimizer);

    /// <summary>The learning rate η before the schedule changes it, above 0.</summary>
    [JsonIgnore]
    public abstract double BaseRate { get; }

    /// <summary>Whether updates are divided by the size of the gradients, so that they are of the size of the learning rate, however the
    /// loss or the inputs are scaled.</summary>
    [JsonIgnore]
    public virtual bool NormalizesGradients => false;

    /// <summary>Compiles the optimizer for a precision and a number of weights.</summary>
    public abstract CompiledOptimizer<T> Compile<T>(int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Optimizer))]
internal sealed partial class OptimizerJson : JsonSerializerContext;
