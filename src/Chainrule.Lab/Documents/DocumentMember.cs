using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Chainrule.Lab.Documents;

/// <summary>A key of a record.</summary>
internal sealed class DocumentMember
{
    private readonly JsonPropertyInfo property;

    public DocumentMember(Vocabulary vocabulary, JsonPropertyInfo property, object prototype)
    {
        this.property = property;
        Name = property.Name;
        Type = vocabulary.Of(property.PropertyType);
        IsPositional = property.AssociatedParameter is { IsMemberInitializer: false };
        IsRequired = property.IsRequired || (IsPositional && !property.AssociatedParameter!.HasDefaultValue);
        IsNullable = property.IsGetNullable;
        Bounds = Attribute<BoundsAttribute>();
        Description = Attribute<DescriptionAttribute>()?.Description;
        Default = IsRequired ? null : JsonSerializer.SerializeToNode(property.Get!(prototype), vocabulary.InfoOf(property.PropertyType));
    }

    public string Name { get; }

    public DocumentType Type { get; }

    public bool IsPositional { get; }

    public bool IsRequired { get; }

    public bool IsNullable { get; }

    public BoundsAttribute? Bounds { get; }

    public string? Description { get; }

    /// <summary>The value where the document says nothing; null where there is none.</summary>
    public JsonNode? Default { get; }

    /// <summary>What is expected of the value, in words.</summary>
    public string Expected => Type.Expected(Bounds);

    public object? Get(object record) => property.Get!(record);

    private T? Attribute<T>() where T : Attribute =>
        property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();
}
