using System.Text.Json.Serialization;

namespace Chainrule.Lab.Recipes;

/// <summary>The JSON form of recipes, generated at compile time; <see cref="RecipeVocabulary"/> says how it is read.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Recipe))]
internal sealed partial class RecipeJson : JsonSerializerContext;
