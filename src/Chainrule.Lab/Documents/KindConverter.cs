using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Chainrule.Lab.Documents;

/// <summary>Reads and writes what has kinds as <c>{ "type": "linear", "units": 512 }</c>, the kind's name first.</summary>
internal sealed class KindConverter<TFamily>(Vocabulary vocabulary) : JsonConverter<TFamily> where TFamily : Spec
{
    public override TFamily? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject json || json[Spelling.TypeKey] is not { } name
            || !vocabulary.Of<TFamily>().Kinds.TryGetValue((string)name!, out DocumentType? kind))
            throw new JsonException($"{typeof(TFamily).Name} needs the name of its kind as '{Spelling.TypeKey}'.");
        json.Remove(Spelling.TypeKey);
        return (TFamily?)json.Deserialize(options.GetTypeInfo(kind.Type));
    }

    public override void Write(Utf8JsonWriter writer, TFamily value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Spelling.TypeKey, Vocabulary.NameOf(typeof(TFamily), value));
        foreach ((string key, JsonNode? member) in JsonSerializer.SerializeToNode(value, options.GetTypeInfo(value.GetType()))!.AsObject())
        {
            writer.WritePropertyName(key);
            if (member is null) writer.WriteNullValue();
            else member.WriteTo(writer, options);
        }
        writer.WriteEndObject();
    }
}
