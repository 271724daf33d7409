using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Chainrule;

/// <summary>What can be set in a description, in the order of its record, and what it is by default.</summary>
internal sealed class SpecSettings
{
    private readonly Spec? defaults;

    /// <summary>The settings of a description.</summary>
    public SpecSettings(Spec spec)
    {
        List<PropertyInfo> readable = [.. spec.GetType().GetProperties().Where(property =>
            property.CanRead && property.GetIndexParameters().Length == 0
                && property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always })];
        ConstructorInfo? constructor = spec.GetType().GetConstructors()
            .Where(candidate => candidate.GetParameters().All(parameter => readable.Exists(property => Sets(parameter, property))))
            .MaxBy(candidate => candidate.GetParameters().Length);
        if (constructor is not null)
        {
            Main = [.. constructor.GetParameters().Select(parameter => readable.First(property => Sets(parameter, property)))];
            defaults = (Spec)constructor.Invoke([.. Main.Select(property => property.GetValue(spec))]);
        }
        Named = [.. readable.Except(Main).Where(property => property.CanWrite)];
    }

    /// <summary>The main parameters: those of the constructor.</summary>
    public IReadOnlyList<PropertyInfo> Main { get; } = [];

    /// <summary>All others.</summary>
    public IReadOnlyList<PropertyInfo> Named { get; }

    /// <summary>Whether a setting is one that need not be said.</summary>
    public bool IsDefault(PropertyInfo property, object? value) =>
        defaults is not null && !property.IsDefined(typeof(RequiredMemberAttribute)) && AreSame(value, property.GetValue(defaults));

    /// <summary>Whether defaults are known: they are unless the constructor takes what is no property.</summary>
    public bool HasDefaults => defaults is not null;

    /// <summary>What a setting is where nothing is said.</summary>
    public object? DefaultOf(PropertyInfo property) => property.GetValue(defaults);

    private static bool Sets(ParameterInfo parameter, PropertyInfo property) =>
        string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)
            && parameter.ParameterType == property.PropertyType;

    /// <summary>Whether two values are equal; lists are where their items are.</summary>
    private static bool AreSame(object? a, object? b) =>
        Equals(a, b) || (a is IEnumerable these and not string && b is IEnumerable those and not string
            && these.Cast<object?>().SequenceEqual(those.Cast<object?>(), EqualityComparer<object?>.Create(AreSame)));
}
