using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Chainrule.Initializers;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;

namespace Chainrule.Inspection;

/// <summary>The examples that descriptions give of themselves, found through the index of their kind.</summary>
public static class Examples
{
    /// <summary>Every layer with every example input that it names, or with a plain vector where it names none.</summary>
    public static IReadOnlyList<(Layer Layer, Shape Input)> Layers { get; } =
        [.. Of(LayerJson.Default.Layer).SelectMany(found => found.Input.Count > 0
            ? (IEnumerable<(Layer, Shape)>)[(found.Spec, [.. found.Input])]
            : [(found.Spec, [5]), (found.Spec, [2, 3, 4])])];

    /// <summary>Every loss.</summary>
    public static IReadOnlyList<Loss> Losses { get; } = [.. Of(LossJson.Default.Loss).Select(found => found.Spec)];

    /// <summary>Every optimizer.</summary>
    public static IReadOnlyList<Optimizer> Optimizers { get; } = [.. Of(OptimizerJson.Default.Optimizer).Select(found => found.Spec)];

    /// <summary>Every schedule.</summary>
    public static IReadOnlyList<Schedule> Schedules { get; } = [.. Of(ScheduleJson.Default.Schedule).Select(found => found.Spec)];

    /// <summary>Every initializer.</summary>
    public static IReadOnlyList<Initializer> Initializers { get; } =
        [.. Of(InitializerJson.Default.Initializer).Select(found => found.Spec)];

    private static IEnumerable<(TSpec Spec, IReadOnlyList<int> Input)> Of<TSpec>(JsonTypeInfo<TSpec> family)
        where TSpec : Spec
    {
        JsonSerializerOptions options = new(family.Options)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectRequiredConstructorParameters = true,
        };
        JsonTypeInfo strict = options.GetTypeInfo(typeof(TSpec));
        foreach (JsonDerivedTypeAttribute derived in typeof(TSpec).GetCustomAttributes<JsonDerivedTypeAttribute>())
        {
            List<ExampleAttribute> examples = [.. derived.DerivedType.GetCustomAttributes<ExampleAttribute>()];
            if (examples.Count == 0) examples.Add(new ExampleAttribute("{}"));
            foreach (ExampleAttribute example in examples)
            {
                string parameters = example.Parameters.Trim()[1..^1].Trim();
                string text = $"{{ \"type\": \"{derived.TypeDiscriminator}\"{(parameters.Length > 0 ? ", " : "")}{parameters} }}";
                yield return ((TSpec)SpecParser.Read(JsonNode.Parse(text)!.AsObject(), strict), example.Input);
            }
        }
    }
}
