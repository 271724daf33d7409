using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Chainrule;

/// <summary>A description: immutable data that says what to build, never how. Layers, losses, optimizers, schedules, initializers and
/// data sources are all described by such records; recipes deserialise to them and C# code constructs them.</summary>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)]
public abstract record Spec
{
    /// <summary>Checks every number against its <see cref="BoundsAttribute"/>, here and in nested descriptions.</summary>
    /// <exception cref="SpecException">A value is out of its bounds; the message names the description, the value and what is expected.</exception>
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
                throw new SpecException(this, NameOf(property), $"is {Convert.ToString(value, CultureInfo.InvariantCulture)}; expected {bounds}");
        }
    }

    /// <summary>The key of a property as recipes spell it: <c>learning_rate</c>.</summary>
    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    /// <summary>The arguments that <see cref="ToString"/> prints between its parentheses.</summary>
    protected virtual string Arguments => "";

    /// <summary>The description as code: <c>Linear(512)</c>, <c>ReLU()</c>. Numbers look alike everywhere, whatever the current culture.</summary>
    public sealed override string ToString()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return $"{GetType().Name}({Arguments})";
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}

/// <summary>A description holds a value that makes no sense, such as a negative learning rate.</summary>
public sealed class SpecException(Spec spec, string key, string problem) : ArgumentException($"{spec}: {key} {problem}.")
{
    /// <summary>The description at fault.</summary>
    public Spec Spec { get; } = spec;

    /// <summary>The key at fault, as recipes spell it.</summary>
    public string Key { get; } = key;

    /// <summary>What is wrong with the value and what was expected, without the name of the description.</summary>
    public string Problem { get; } = problem;
}
