using System.Text.Json.Serialization;
using Chainrule.Kernels;

namespace Chainrule.Initializers;

/// <summary>How the initial values of a parameter are drawn. Each initializer is one file: a record derived from this one, with its line
/// here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Zeros), "zeros")]
[JsonDerivedType(typeof(ConstantValue), "constant")]
[JsonDerivedType(typeof(Normal), "normal")]
[JsonDerivedType(typeof(Uniform), "uniform")]
[JsonDerivedType(typeof(GlorotNormal), "glorot_normal")]
[JsonDerivedType(typeof(GlorotUniform), "glorot_uniform")]
[JsonDerivedType(typeof(HeNormal), "he_normal")]
[JsonDerivedType(typeof(HeUniform), "he_uniform")]
[JsonDerivedType(typeof(LecunNormal), "lecun_normal")]
public abstract record Initializer : Spec
{
    /// <summary>Reads an initializer as it prints: <c>Normal(0.01)</c>.</summary>
    /// <exception cref="SpecFormatException">The text is no initializer; the message says where, and what is expected there.</exception>
    public static Initializer Parse(string text) => Parse(text, InitializerJson.Default.Initializer);

    /// <summary>Draws one value.</summary>
    /// <param name="fan">The inputs and outputs that a weight of this parameter connects.</param>
    /// <param name="random">The parameter's own stream.</param>
    public abstract double Draw(Fan fan, ref RandomStream random);

    /// <summary>Fills a parameter with drawn values, in storage order.</summary>
    public void Fill<T>(Span<T> values, Fan fan, RandomStream random) where T : System.Numerics.INumberBase<T>
    {
        foreach (ref T value in values) value = T.CreateTruncating(Draw(fan, ref random));
    }
}

/// <summary>How many inputs feed one unit and how many units one input feeds: (in, out) for a dense layer, each times the kernel's area
/// for a convolution.</summary>
public readonly record struct Fan(int In, int Out);

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, IgnoreReadOnlyProperties = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Initializer))]
internal sealed partial class InitializerJson : JsonSerializerContext;
