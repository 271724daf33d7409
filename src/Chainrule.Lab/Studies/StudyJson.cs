using System.Text.Json.Serialization;

namespace Chainrule.Lab.Studies;

/// <summary>The JSON form of studies, generated at compile time; <see cref="StudyVocabulary"/> says how it is read.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Study))]
internal sealed partial class StudyJson : JsonSerializerContext;
