using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Chainrule;

/// <summary>A description: immutable data that says what to build, never how. Layers, losses, optimizers, schedules, initializers and
/// data sources are all described by such records; recipes deserialise to them and C# code constructs them.</summary>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors)]
public abstract record Spec
{
    /// <summary>Reads a description as <see cref="ToString"/> prints it; what the text leaves out is as by default.</summary>
    /// <remarks>For the library's own families there is a shorter way: <c>Layer.Parse("Linear(64)")</c>. Numbers are not held against their
    /// bounds here: that is the business of <see cref="Validate"/>.</remarks>
    /// <param name="text">Such as <c>Linear(64, bias: false)</c>.</param>
    /// <param name="type">The JSON metadata of the description or of its family, with names in snake_case. Of a family those kinds are
    /// known that its metadata lists, and those that <see cref="Kinds"/> knows, by their C# names.</param>
    /// <exception cref="SpecFormatException">The text is no such description; the message says where, and what is expected
    /// there.</exception>
    public static TSpec Parse<TSpec>(string text, JsonTypeInfo<TSpec> type) where TSpec : Spec
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(type);
        if (type.Options.PropertyNamingPolicy != JsonNamingPolicy.SnakeCaseLower)
            throw new ArgumentException($"The JSON metadata of {type.Type.Name} needs the naming policy SnakeCaseLower.", nameof(type));
        return (TSpec)new SpecParser(text).Parse(Kinds.Complete(type));
    }

    /// <summary>Checks every number against its <see cref="BoundsAttribute"/>, here and in nested descriptions.</summary>
    /// <exception cref="SpecException">A value is out of its bounds; the message names the description, the value and what is
    /// expected.</exception>
    public virtual void Validate()
    {
        foreach (PropertyInfo property in GetType().GetProperties())
        {
            object? value = property.GetIndexParameters().Length == 0 ? property.GetValue(this) : null;
            if (value is Spec nested) nested.Validate();
            else if (value is IEnumerable items and not string)
                foreach (object? item in items)
                {
                    if (item is null) throw new SpecException(this, NameOf(property), "holds null");
                    (item as Spec)?.Validate();
                }
            else if (value is int or double && property.GetCustomAttribute<BoundsAttribute>() is { } bounds
                && !bounds.Contain(Convert.ToDouble(value, CultureInfo.InvariantCulture)))
                throw new SpecException(this, NameOf(property),
                    $"is {Convert.ToString(value, CultureInfo.InvariantCulture)}; expected {bounds}");
        }
    }

    /// <summary>The key of a property as recipes spell it: <c>learning_rate</c>.</summary>
    internal static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    /// <summary>The description as code: its main parameters, then by name what else differs from its default, as in <c>Linear(512)</c>,
    /// <c>Linear(512, bias: false)</c>, <c>Sequential(Linear(4), ReLU())</c>. Every number prints with all digits that it takes to read it
    /// back, whatever the current culture.</summary>
    public sealed override string ToString()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return SpecPrinter.Print(this);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}

/// <summary>A description holds a value that makes no sense, such as a negative learning rate. The message names the property as C# spells
/// it.</summary>
public sealed class SpecException(Spec spec, string key, string problem)
    : ArgumentException(key.Length == 0 ? $"{spec} {problem}." : $"{spec}: {PropertyOf(spec, key)} {problem}.")
{
    /// <summary>The description at fault.</summary>
    public Spec Spec { get; } = spec;

    /// <summary>The key at fault, as recipes spell it; empty where it is the description as a whole.</summary>
    public string Key { get; } = key;

    /// <summary>What is wrong with the value and what was expected, without the name of the description.</summary>
    public string Problem { get; } = problem;

    /// <summary>The property of a key; the key itself where it is a path.</summary>
    private static string PropertyOf(Spec? spec, string key) =>
        spec?.GetType().GetProperties().FirstOrDefault(property => Spec.NameOf(property) == key)?.Name ?? key;
}
