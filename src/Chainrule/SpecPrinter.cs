using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Chainrule;

/// <summary>Prints descriptions as code that <see cref="SpecParser"/> reads.</summary>
internal static class SpecPrinter
{
    public static string Print(Spec spec)
    {
        SpecSettings settings = new(spec);
        List<string> arguments = [];
        foreach (PropertyInfo property in settings.Main)
        {
            object? value = property.GetValue(spec);
            // A list that comes last needs no brackets: Sequential(Linear(4), ReLU()).
            if (property != settings.Main[^1] || !IsList(property.PropertyType)) arguments.Add(Text(value));
            else if (value is IEnumerable items) arguments.AddRange(items.Cast<object?>().Select(Text));
            else arguments.Add($"{Spec.NameOf(property)}: null");
        }
        foreach (PropertyInfo property in settings.Named)
            if (property.GetValue(spec) is var value && !settings.IsDefault(property, value))
                arguments.Add($"{Spec.NameOf(property)}: {Text(value)}");
        return $"{spec.GetType().Name}({string.Join(", ", arguments)})";
    }

    /// <summary>The name of a value of an enumeration.</summary>
    public static string NameOf(string value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value);

    private static bool IsList(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);

    private static string Text(object? value) => value switch
    {
        null => "null",
        Spec spec => Print(spec),
        bool yes => yes ? "true" : "false",
        string text => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"",
        Enum choice => NameOf(choice.ToString()),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
