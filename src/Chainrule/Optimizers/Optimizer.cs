using System.Numerics;
using System.Text.Json.Serialization;

namespace Chainrule.Optimizers;

/// <summary>The description of an optimizer. An optimizer is one file: a record derived from this one, the class that runs it, and its line here.</summary>
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
    /// <summary>The learning rate η before the schedule changes it, above 0.</summary>
    [JsonIgnore]
    public abstract double BaseRate { get; }

    /// <summary>Compiles the optimizer for a precision and a number of weights.</summary>
    public abstract CompiledOptimizer<T> Compile<T>(int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
