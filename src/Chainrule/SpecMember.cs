using System.Text.Json.Serialization.Metadata;

namespace Chainrule;

/// <summary>A setting of a description, as the JSON metadata of its record has it.</summary>
/// <param name="Name">The name, in snake_case.</param>
/// <param name="Type">The metadata of its type.</param>
/// <param name="Position">The place among the main parameters; −1 where it is none of them.</param>
/// <param name="IsRequired">Whether there is no default.</param>
/// <param name="IsNullable">Whether it may be null.</param>
internal sealed record SpecMember(string Name, JsonTypeInfo Type, int Position, bool IsRequired, bool IsNullable)
{
    public bool IsList => Type.Kind == JsonTypeInfoKind.Enumerable;

    /// <summary>All settings of a record.</summary>
    public static SpecMember[] Of(JsonTypeInfo record) => [.. record.Properties
        .Where(property => property.Get is not null && (property.Set is not null || property.AssociatedParameter is not null))
        .Select(property => Of(property, record))];

    private static SpecMember Of(JsonPropertyInfo property, JsonTypeInfo record)
    {
        JsonParameterInfo? parameter = property.AssociatedParameter;
        bool isMain = parameter is { IsMemberInitializer: false };
        return new(property.Name, record.Options.GetTypeInfo(property.PropertyType), isMain ? parameter!.Position : -1,
            property.IsRequired || (isMain && !parameter!.HasDefaultValue), parameter?.IsNullable ?? property.IsSetNullable);
    }
}
