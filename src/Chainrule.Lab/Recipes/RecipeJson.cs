using System.Text.Json.Serialization;

namespace Chainrule.Lab.Recipes;

/// <summary>The JSON form of recipes and of studies, generated at compile time. <see cref="RecipeMetadata"/> is what recipes are checked against.</summary>
/// <remarks>Generated code sets every init property, the absent ones to zero. So recipes are completed with their defaults before they
/// come here: read them with <see cref="RecipeReader"/>.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    AllowOutOfOrderMetadataProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(Data.ScalingConverter)])]
[JsonSerializable(typeof(Recipe))]
[JsonSerializable(typeof(Studies.Study))]
internal sealed partial class RecipeJson : JsonSerializerContext;
