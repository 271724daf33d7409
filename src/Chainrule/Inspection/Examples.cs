using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chainrule.Initializers;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;

namespace Chainrule.Inspection;

/// <summary>The examples that descriptions give of themselves, found through the index of their kind.</summary>
/// <remarks>This looks at everything that the library has, so it is not for trimmed programs. (Generated deserialisers would not do: they
/// overwrite the defaults of init properties.)</remarks>
[RequiresUnreferencedCode("Examples are made by reflection over all descriptions.")]
[RequiresDynamicCode("Examples are made by reflection over all descriptions.")]
public static class Examples
{
    /// <summary>Every layer with every example input that it names, or with a plain vector where it names none.</summary>
    public static IReadOnlyList<(Layer Layer, Shape Input)> Layers { get; } =
        [.. Of<Layer>().SelectMany(found => found.Input.Count > 0
            ? (IEnumerable<(Layer, Shape)>)[(found.Spec, [.. found.Input])]
            : [(found.Spec, [5]), (found.Spec, [2, 3, 4])])];

    /// <summary>Every loss.</summary>
    public static IReadOnlyList<Loss> Losses { get; } = [.. Of<Loss>().Select(found => found.Spec)];

    /// <summary>Every optimizer.</summary>
    public static IReadOnlyList<Optimizer> Optimizers { get; } = [.. Of<Optimizer>().Select(found => found.Spec)];

    /// <summary>Every schedule.</summary>
    public static IReadOnlyList<Schedule> Schedules { get; } = [.. Of<Schedule>().Select(found => found.Spec)];

    /// <summary>Every initializer.</summary>
    public static IReadOnlyList<Initializer> Initializers { get; } = [.. Of<Initializer>().Select(found => found.Spec)];

    private static IEnumerable<(TSpec Spec, IReadOnlyList<int> Input)> Of<TSpec>() where TSpec : Spec
    {
        JsonSerializerOptions options = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectRequiredConstructorParameters = true,
        };
        foreach (JsonDerivedTypeAttribute derived in typeof(TSpec).GetCustomAttributes<JsonDerivedTypeAttribute>())
        {
            List<ExampleAttribute> examples = [.. derived.DerivedType.GetCustomAttributes<ExampleAttribute>()];
            if (examples.Count == 0) examples.Add(new ExampleAttribute("{}"));
            foreach (ExampleAttribute example in examples)
            {
                string parameters = example.Parameters.Trim()[1..^1].Trim();
                string text = $"{{ \"type\": \"{derived.TypeDiscriminator}\"{(parameters.Length > 0 ? ", " : "")}{parameters} }}";
                yield return (JsonSerializer.Deserialize<TSpec>(text, options)!, example.Input);
            }
        }
    }
}
