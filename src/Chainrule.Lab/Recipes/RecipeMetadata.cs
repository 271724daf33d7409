using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chainrule.Initializers;
using Chainrule.Lab.Data;
using Chainrule.Lab.Studies.Claims;
using Chainrule.Lab.Studies.Figures;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Lab.Recipes;

/// <summary>What <see cref="RecipeJson"/> knows of the types of recipes and studies, with every kind looked at only where it is named. The
/// generated metadata of a family asks for that of all its kinds, and theirs for more: a hundred types, which took longer than a short training.</summary>
internal static class RecipeMetadata
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<JsonDerivedType>> families = [];

    private static readonly JsonSerializerOptions options = new(RecipeJson.Default.Options)
    {
        Converters =
        {
            new KindConverter<DataSource>(), new KindConverter<Initializer>(), new KindConverter<Layer>(), new KindConverter<Loss>(),
            new KindConverter<Optimizer>(), new KindConverter<Schedule>(), new KindConverter<Metric>(), new KindConverter<Figure>(), new KindConverter<Claim>(),
        },
        TypeInfoResolver = RecipeJson.Default.WithAddedModifier(info =>
        {
            if (info.PolymorphismOptions is not { } family) return;
            families[info.Type] = [.. family.DerivedTypes];
            info.PolymorphismOptions = null;
        }),
    };

    /// <summary>The metadata of a type.</summary>
    /// <exception cref="NotSupportedException">The type is part of neither recipes nor studies.</exception>
    public static JsonTypeInfo Of(Type type) => options.GetTypeInfo(type);

    /// <summary>The metadata of a type.</summary>
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Of(typeof(T));

    /// <summary>The kinds of a family with their names; none where the type is no family.</summary>
    public static IReadOnlyList<JsonDerivedType> KindsOf(JsonTypeInfo info) => families.GetValueOrDefault(info.Type, []);
}
