using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Chainrule.Lab.Documents;

/// <summary>What a document may hold: the JSON forms of its records, its families of kinds, and its values with a form of their own. The
/// room that owns a document makes the vocabulary, whole, where it is first asked for; nothing is added after its first use.</summary>
/// <remarks>A kind is looked at only where it is named. The generated metadata of a family asks for that of all its kinds, and theirs for
/// more: a hundred types, which would take longer than a short training.</remarks>
internal sealed class Vocabulary
{
    private readonly ConcurrentDictionary<Type, DocumentType> types = [];
    private readonly Dictionary<Type, ValueForm> forms = [];
    private readonly JsonSerializerOptions options;

    /// <summary>A vocabulary of the records that a context knows.</summary>
    /// <param name="context">Generated metadata. What its own options say plays no part. Generated code sets every init property, the
    /// absent ones to zero; so <see cref="DocumentChecker"/> completes documents with their defaults before they are made into
    /// records.</param>
    public Vocabulary(JsonSerializerContext context)
    {
        IJsonTypeInfoResolver generated = context;
        options = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectRequiredConstructorParameters = true,
            RespectNullableAnnotations = true,
            AllowOutOfOrderMetadataProperties = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            IgnoreReadOnlyProperties = true,
            TypeInfoResolver = new Resolver(generated),
        };
    }

    /// <summary>Adds a family: its kinds are those that <see cref="Kinds"/> knows.</summary>
    public Vocabulary AddFamily<TFamily>() where TFamily : Spec
    {
        options.Converters.Add(new KindConverter<TFamily>(this));
        return this;
    }

    /// <summary>Adds a type of values with a form of their own, which its JSON converter reads.</summary>
    /// <param name="words">What is expected of a value: <c>a whole number of at least 1, or 'all'</c>.</param>
    /// <param name="schema">The same as a JSON Schema.</param>
    public Vocabulary AddValue<TValue>(string words, string schema)
    {
        forms.Add(typeof(TValue), new(words, schema, IsFragment: false));
        return this;
    }

    /// <summary>Adds a type of values that are kept as they are written, to be understood later; its JSON form is their path.</summary>
    /// <inheritdoc cref="AddValue"/>
    public Vocabulary AddFragment<TFragment>(string words, string schema)
    {
        forms.Add(typeof(TFragment), new(words, schema, IsFragment: true));
        return this;
    }

    /// <summary>Adds a converter for a type that does not name its own.</summary>
    public Vocabulary AddConverter(JsonConverter converter)
    {
        options.Converters.Add(converter);
        return this;
    }

    /// <summary>What the values of a type look like.</summary>
    public DocumentType Of(Type type) => types.GetOrAdd(Nullable.GetUnderlyingType(type) ?? type, key => new(this, key));

    /// <inheritdoc cref="Of(Type)"/>
    public DocumentType Of<T>() => Of(typeof(T));

    /// <summary>The JSON metadata of a type.</summary>
    /// <exception cref="NotSupportedException">The type is no part of these documents.</exception>
    public JsonTypeInfo InfoOf(Type type) => options.GetTypeInfo(type);

    /// <inheritdoc cref="InfoOf(Type)"/>
    public JsonTypeInfo<T> InfoOf<T>() => (JsonTypeInfo<T>)InfoOf(typeof(T));

    /// <summary>Whether a type is a family of this vocabulary.</summary>
    /// <exception cref="InvalidOperationException">It is a family that nobody added.</exception>
    public bool HasFamily(Type type) => Kinds.IsFamily(type) && (options.Converters.Any(converter => converter.Type == type)
        ? true : throw new InvalidOperationException($"The family {type.Name} is missing in the vocabulary; add it with AddFamily."));

    /// <summary>The form of a type's values where it is one of their own; null where it is not, or nobody said what it is.</summary>
    public ValueForm? FormOf(Type type) => forms.GetValueOrDefault(type);

    /// <summary>The name of the kind of a description, such as <c>relu</c>.</summary>
    public static string KindOf(Spec spec)
    {
        for (Type? type = spec.GetType().BaseType; type is not null && type != typeof(Spec); type = type.BaseType)
            if (Kinds.IsFamily(type)) return NameOf(type, spec);
        throw new ArgumentException($"{spec} is not one of several kinds.");
    }

    /// <summary>The name of a kind in its family.</summary>
    /// <exception cref="ArgumentException">Nobody registered it.</exception>
    public static string NameOf(Type family, Spec spec) => Kinds.Of(family).NameOf(spec.GetType())
        ?? throw new ArgumentException(
            $"{spec} has no name in recipes; register it: Kinds.Register<{family.Name}, {spec.GetType().Name}>(…).");

    /// <summary>The generated metadata without its lists of kinds, which <see cref="KindConverter{TFamily}"/> replaces; then that of
    /// registered kinds.</summary>
    private sealed class Resolver(IJsonTypeInfoResolver generated) : IJsonTypeInfoResolver
    {
        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
        {
            JsonTypeInfo? info = generated.GetTypeInfo(type, options) ?? Kinds.Resolve(type, options);
            if (info?.PolymorphismOptions is not null) info.PolymorphismOptions = null;
            return info;
        }
    }
}

/// <summary>A form of its own: what is expected in words, and as a JSON Schema.</summary>
internal sealed record ValueForm(string Words, string Schema, bool IsFragment);
