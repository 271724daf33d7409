using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Chainrule.Lab.Studies;

namespace Chainrule.Lab.Recipes;

/// <summary>What the values of a type look like in a recipe.</summary>
internal enum RecipeForm
{
    /// <summary>One of several kinds: a layer, a loss.</summary>
    Kinds,
    /// <summary>Keys with values.</summary>
    Record,
    List,
    Text,
    Boolean,
    Whole,
    Real,
    /// <summary>One of several words.</summary>
    Choice,
    /// <summary>What a study keeps for later, such as values for a recipe.</summary>
    Fragment,
    /// <summary>A form of its own, such as <c>3</c> or <c>[3, 5]</c>; see <see cref="RecipeValues"/>.</summary>
    Value,
}

/// <summary>What a recipe may hold at some place, taken from the JSON metadata of the records.</summary>
internal sealed class RecipeType
{
    private static readonly ConcurrentDictionary<Type, RecipeType> known = [];

    private readonly Lazy<JsonTypeInfo> info;
    private readonly Lazy<IReadOnlyDictionary<string, RecipeType>> kinds;
    private readonly Lazy<IReadOnlyList<RecipeMember>> members;
    private readonly Lazy<IReadOnlyList<string>> choices;

    private RecipeType(Type type)
    {
        Type = type;
        info = new(() => RecipeMetadata.Of(Type));
        kinds = new(() => RecipeMetadata.KindsOf(Info).ToDictionary(derived => (string)derived.TypeDiscriminator!, derived => Of(derived.DerivedType)));
        members = new(MakeMembers);
        choices = new(() => [.. Enum.GetValuesAsUnderlyingType(Type).Cast<object>().Select(value => (string)JsonSerializer.SerializeToNode(Enum.ToObject(Type, value), Info)!)]);
    }

    public static RecipeType Recipe => Of(typeof(Recipe));

    public Type Type { get; }

    /// <summary>The JSON metadata, looked up at the first question: most kinds are never asked.</summary>
    public JsonTypeInfo Info => info.Value;

    public RecipeForm Form =>
        Kinds.Count > 0 ? RecipeForm.Kinds
        : typeof(Fragment).IsAssignableFrom(Type) ? RecipeForm.Fragment
        : Info.Kind == JsonTypeInfoKind.Object ? RecipeForm.Record
        : Info.Kind == JsonTypeInfoKind.Enumerable ? RecipeForm.List
        : Type.IsEnum ? RecipeForm.Choice
        : Type == typeof(string) ? RecipeForm.Text
        : Type == typeof(bool) ? RecipeForm.Boolean
        : Type == typeof(int) || Type == typeof(long) || Type == typeof(ulong) ? RecipeForm.Whole
        : Type == typeof(double) ? RecipeForm.Real
        : RecipeForm.Value;

    /// <summary>The kinds by name, for <see cref="RecipeForm.Kinds"/>.</summary>
    public IReadOnlyDictionary<string, RecipeType> Kinds => kinds.Value;

    /// <summary>The keys, for <see cref="RecipeForm.Record"/>.</summary>
    public IReadOnlyList<RecipeMember> Members => members.Value;

    /// <summary>The words, for <see cref="RecipeForm.Choice"/>.</summary>
    public IReadOnlyList<string> Choices => choices.Value;

    /// <summary>The key that may stay unsaid, as in <c>linear: 512</c>: the only parameter that is positional in C#.</summary>
    public RecipeMember? Main => Members.Where(member => member.IsPositional).ToArray() is [RecipeMember only] ? only : null;

    /// <summary>The type of a list's items.</summary>
    public RecipeType Element => Of(Info.ElementType!);

    /// <summary>What a value is called, with its article: <c>a layer</c>.</summary>
    public string Noun
    {
        get
        {
            string words = JsonNamingPolicy.SnakeCaseLower.ConvertName(Type.Name).Replace('_', ' ');
            return (words[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an " : "a ") + words;
        }
    }

    public string? Description => Type.GetCustomAttribute<DescriptionAttribute>()?.Description;

    public static RecipeType Of(Type type)
    {
        Type actual = Nullable.GetUnderlyingType(type) ?? type;
        return known.GetOrAdd(actual, key => new(key));
    }

    /// <summary>The name of the kind of a description, such as <c>relu</c>.</summary>
    public static string KindOf(Spec spec)
    {
        for (Type? type = spec.GetType().BaseType; type is not null && type != typeof(Spec); type = type.BaseType)
            if (Of(type) is { Form: RecipeForm.Kinds } family)
                return family.NameOf(spec);
        throw new ArgumentException($"{spec} is not one of several kinds.");
    }

    /// <summary>The name of a kind of this family.</summary>
    public string NameOf(Spec spec) => Kinds.First(kind => kind.Value.Type == spec.GetType()).Key;

    public RecipeMember? Find(string key) => Members.FirstOrDefault(member => member.Name == key);

    /// <summary>What is expected of a value, in words.</summary>
    public string Expected(BoundsAttribute? bounds = null) => Form switch
    {
        RecipeForm.Kinds => Noun,
        RecipeForm.Record => $"a mapping with keys such as '{Members[0].Name}'",
        RecipeForm.List => $"a list of {Plural(Element)}",
        RecipeForm.Text => "text",
        RecipeForm.Boolean => "true or false",
        RecipeForm.Whole => bounds is null ? Limits() : bounds.ToString().Replace("a finite number", "a whole number", StringComparison.Ordinal).Replace("a number", "a whole number", StringComparison.Ordinal),
        RecipeForm.Real => bounds?.ToString() ?? "a finite number",
        RecipeForm.Fragment => RecipeValues.Expected(Type),
        RecipeForm.Choice => $"one of {string.Join(", ", Choices)}",
        _ => RecipeValues.Expected(Type),
    };

    /// <summary>The least and the greatest whole number of the type.</summary>
    public (Int128 Least, Int128 Greatest) Range =>
        Type == typeof(int) ? (int.MinValue, int.MaxValue) : Type == typeof(long) ? (long.MinValue, long.MaxValue) : (ulong.MinValue, ulong.MaxValue);

    private string Limits() => Type == typeof(ulong) ? $"a whole number from 0 to {ulong.MaxValue}" : "a whole number";

    private static string Plural(RecipeType type)
    {
        string noun = type.Form == RecipeForm.Kinds ? type.Noun[(type.Noun.IndexOf(' ') + 1)..] : type.Form == RecipeForm.Text ? "text" : "value";
        return type.Form == RecipeForm.Text ? "texts" : noun.EndsWith('s') ? noun + "es" : noun + "s";
    }

    private RecipeMember[] MakeMembers()
    {
        object prototype = MakePrototype(Type);
        return [.. Info.Properties.Where(property => property.Get is not null && property.Set is not null).Select(property => new RecipeMember(property, prototype))];
    }

    /// <summary>An instance with every default as its constructor and its initializers set it. Generated deserialisers cannot be asked:
    /// they overwrite the defaults of init properties.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The generated deserialiser calls the same constructor, so it is kept.")]
    private static object MakePrototype(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        object?[] arguments = [.. constructor.GetParameters().Select(parameter =>
            parameter.HasDefaultValue ? parameter.DefaultValue
            : parameter.ParameterType.IsValueType ? System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(parameter.ParameterType)
            : null)];
        return constructor.Invoke(arguments);
    }
}

/// <summary>A key of a record.</summary>
internal sealed class RecipeMember
{
    private readonly JsonPropertyInfo property;

    public RecipeMember(JsonPropertyInfo property, object prototype)
    {
        this.property = property;
        Name = property.Name;
        Type = RecipeType.Of(property.PropertyType);
        IsPositional = property.AssociatedParameter is { IsMemberInitializer: false };
        IsRequired = property.IsRequired || (IsPositional && !property.AssociatedParameter!.HasDefaultValue);
        IsNullable = property.IsGetNullable;
        Bounds = Attribute<BoundsAttribute>();
        Description = Attribute<DescriptionAttribute>()?.Description;
        Default = IsRequired ? null : JsonSerializer.SerializeToNode(property.Get!(prototype), RecipeMetadata.Of(property.PropertyType));
    }

    public string Name { get; }

    public RecipeType Type { get; }

    public bool IsPositional { get; }

    public bool IsRequired { get; }

    public bool IsNullable { get; }

    public BoundsAttribute? Bounds { get; }

    public string? Description { get; }

    /// <summary>The value where the recipe says nothing; null where there is none.</summary>
    public JsonNode? Default { get; }

    /// <summary>What is expected of the value, in words.</summary>
    public string Expected => Type.Expected(Bounds);

    public object? Get(object record) => property.Get!(record);

    private T? Attribute<T>() where T : Attribute =>
        property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();
}
