using System.Text.Json.Serialization;

namespace Chainrule.Lab.Recipes;

/// <summary>The number type that a network is compiled for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Precision>))]
public enum Precision
{
    /// <summary>Single precision, <see cref="float"/>: about 7 digits.</summary>
    [JsonStringEnumMemberName("float32")] Float32,
    /// <summary>Double precision, <see cref="double"/>: about 16 digits.</summary>
    [JsonStringEnumMemberName("float64")] Float64,
}
