using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chainrule.Lab.Studies;

/// <summary>A part of a study that cannot be understood by itself, such as values for a recipe. It is kept as its path in the study, under
/// which <see cref="StudyReader"/> finds the text.</summary>
/// <param name="Path">The path in the study: <c>parts.0.vary.1.values</c>.</param>
[JsonConverter(typeof(FragmentConverter))]
public abstract record Fragment(string Path);

/// <summary>A recipe: the path of its file, or the recipe itself.</summary>
/// <inheritdoc cref="Fragment"/>
[JsonConverter(typeof(FragmentConverter))]
public sealed record RecipeFragment(string Path) : Fragment(Path);

/// <summary>Changes of a recipe: paths as <c>--set</c> takes them, each with its value.</summary>
/// <inheritdoc cref="Fragment"/>
[JsonConverter(typeof(FragmentConverter))]
public sealed record ChangesFragment(string Path) : Fragment(Path);

/// <summary>The values of an axis: a list of values for one path, or names with the changes that each stands for.</summary>
/// <inheritdoc cref="Fragment"/>
[JsonConverter(typeof(FragmentConverter))]
public sealed record ValuesFragment(string Path) : Fragment(Path);

/// <summary>Reads and writes a <see cref="Fragment"/> as its path.</summary>
public sealed class FragmentConverter : JsonConverter<Fragment>
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeof(Fragment).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    public override Fragment? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string path = reader.GetString() ?? "";
        return typeToConvert == typeof(RecipeFragment)
            ? new RecipeFragment(path) : typeToConvert == typeof(ChangesFragment) ? new ChangesFragment(path) : new ValuesFragment(path);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Fragment value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value?.Path);
    }
}
