using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Chainrule.Lab.Documents;

/// <summary>What the values of a type look like in a document.</summary>
internal enum DocumentForm
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
    /// <summary>What is kept for later, such as a study's values for a recipe.</summary>
    Fragment,
    /// <summary>A form of its own, such as <c>3</c> or <c>[3, 5]</c>; see <see cref="ValueForm"/>.</summary>
    Value,
}

/// <summary>What a document may hold at some place, taken from the JSON metadata of the records.</summary>
internal sealed class DocumentType
{
    private readonly Vocabulary vocabulary;
    private readonly Lazy<JsonTypeInfo> info;
    private readonly Lazy<DocumentForm> form;
    private readonly Lazy<IReadOnlyList<DocumentMember>> members;
    private readonly Lazy<IReadOnlyList<string>> choices;
    private KnownKinds? kinds;

    internal DocumentType(Vocabulary vocabulary, Type type)
    {
        (this.vocabulary, Type) = (vocabulary, type);
        info = new(() => vocabulary.InfoOf(Type));
        form = new(FindForm);
        members = new(MakeMembers);
        choices = new(() => [.. Enum.GetValuesAsUnderlyingType(Type).Cast<object>()
            .Select(value => (string)JsonSerializer.SerializeToNode(Enum.ToObject(Type, value), Info)!)]);
    }

    public Type Type { get; }

    /// <summary>The JSON metadata, looked up at the first question: most kinds are never asked.</summary>
    public JsonTypeInfo Info => info.Value;

    public DocumentForm Form => form.Value;

    /// <summary>The kinds by name, for <see cref="DocumentForm.Kinds"/>: those that are registered at this moment.</summary>
    public IReadOnlyDictionary<string, DocumentType> Kinds
    {
        get
        {
            KindTable table = Chainrule.Kinds.Of(Type);
            KnownKinds? known = kinds;
            if (known?.Table != table)
                kinds = known = new(table, table.Kinds.ToDictionary(kind => kind.Name, kind => vocabulary.Of(kind.Type)));
            return known.Types;
        }
    }

    /// <summary>The keys, for <see cref="DocumentForm.Record"/>.</summary>
    public IReadOnlyList<DocumentMember> Members => members.Value;

    /// <summary>The words, for <see cref="DocumentForm.Choice"/>.</summary>
    public IReadOnlyList<string> Choices => choices.Value;

    /// <summary>The key that may stay unsaid, as in <c>linear: 512</c>: the only parameter that is positional in C#.</summary>
    public DocumentMember? Main => Members.Where(member => member.IsPositional).ToArray() is [DocumentMember only] ? only : null;

    /// <summary>The type of a list's items.</summary>
    public DocumentType Element => vocabulary.Of(Info.ElementType!);

    /// <summary>What a value is called, with its article: <c>a layer</c>.</summary>
    public string Noun
    {
        get
        {
            string words = JsonNamingPolicy.SnakeCaseLower.ConvertName(Type.Name).Replace('_', ' ');
            return (words[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an " : "a ") + words;
        }
    }

    /// <summary>What a value is called, without an article: <c>layer</c>.</summary>
    public string BareNoun => Noun[(Noun.IndexOf(' ') + 1)..];

    public string? Description => DescriptionOf(Type);

    /// <summary>What a record is, as its attribute says.</summary>
    public static string? DescriptionOf(Type type) => type.GetCustomAttribute<DescriptionAttribute>()?.Description;

    public DocumentMember? Find(string key) => Members.FirstOrDefault(member => member.Name == key);

    /// <summary>What is expected of a value, in words.</summary>
    public string Expected(BoundsAttribute? bounds = null) => Form switch
    {
        DocumentForm.Kinds => Noun,
        DocumentForm.Record => $"a mapping with keys such as '{Members[0].Name}'",
        DocumentForm.List => $"a list of {Plural(Element)}",
        DocumentForm.Text => "text",
        DocumentForm.Boolean => "true or false",
        DocumentForm.Whole => bounds is null ? Limits() : Whole(bounds),
        DocumentForm.Real => bounds?.ToString() ?? "a finite number",
        DocumentForm.Choice => $"one of {string.Join(", ", Choices)}",
        _ => vocabulary.FormOf(Type)?.Words ?? $"{Noun} in its JSON form",
    };

    /// <summary>The JSON Schema of <see cref="DocumentForm.Value"/> and <see cref="DocumentForm.Fragment"/>.</summary>
    public JsonObject Schema => vocabulary.FormOf(Type) is { } known ? JsonNode.Parse(known.Schema)!.AsObject() : [];

    /// <summary>The least and the greatest whole number of the type.</summary>
    public (Int128 Least, Int128 Greatest) Range =>
        Type == typeof(int) ? (int.MinValue, int.MaxValue)
        : Type == typeof(long) ? (long.MinValue, long.MaxValue)
        : (ulong.MinValue, ulong.MaxValue);

    private DocumentForm FindForm() =>
        vocabulary.HasFamily(Type) ? DocumentForm.Kinds
        : vocabulary.FormOf(Type) is { } own ? own.IsFragment ? DocumentForm.Fragment : DocumentForm.Value
        : Info.Kind == JsonTypeInfoKind.Object ? DocumentForm.Record
        : Info.Kind == JsonTypeInfoKind.Enumerable ? DocumentForm.List
        : Type.IsEnum ? DocumentForm.Choice
        : Type == typeof(string) ? DocumentForm.Text
        : Type == typeof(bool) ? DocumentForm.Boolean
        : Type == typeof(int) || Type == typeof(long) || Type == typeof(ulong) ? DocumentForm.Whole
        : Type == typeof(double) ? DocumentForm.Real
        : DocumentForm.Value;

    private string Limits() => Type == typeof(ulong) ? $"a whole number from 0 to {ulong.MaxValue}" : "a whole number";

    private static string Whole(BoundsAttribute bounds) => bounds.ToString()
        .Replace("a finite number", "a whole number", StringComparison.Ordinal)
        .Replace("a number", "a whole number", StringComparison.Ordinal);

    private static string Plural(DocumentType type)
    {
        string noun = type.Form switch { DocumentForm.Kinds => type.BareNoun, DocumentForm.Text => "text", _ => "value" };
        return noun.EndsWith('s') ? noun + "es" : noun + "s";
    }

    private DocumentMember[] MakeMembers()
    {
        object prototype = MakePrototype(Info);
        return [.. Info.Properties.Where(property => property.Get is not null && property.Set is not null)
            .Select(property => new DocumentMember(vocabulary, property, prototype))];
    }

    /// <summary>An instance with every default as its constructor and its initializers set it. Generated deserialisers cannot be asked:
    /// they overwrite the defaults of init properties.</summary>
    private static object MakePrototype(JsonTypeInfo type)
    {
        // The one that the generated deserialiser calls.
        ConstructorInfo constructor = (ConstructorInfo)type.ConstructorAttributeProvider!;
        // What has no default is null, or zero in the parameter's type.
        object?[] arguments =
            [.. constructor.GetParameters().Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : null)];
        try
        {
            return constructor.Invoke(arguments);
        }
        catch (TargetInvocationException error)
        {
            throw new InvalidOperationException($"{type.Type.FullName} cannot be made without values, so its defaults are not known: "
                + $"{error.InnerException?.Message} Check values in Validate, not in the constructor.", error);
        }
    }

    /// <summary>The kinds of a table with their types.</summary>
    private sealed record KnownKinds(KindTable Table, IReadOnlyDictionary<string, DocumentType> Types);
}
