using System.Reflection;
using Chainrule.Initializers;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Tests.Contracts;

/// <summary>Descriptions of all kinds with random settings, nested and with odd numbers; not necessarily ones that make sense.</summary>
internal sealed class RandomSpecs(int seed)
{
    private static readonly double[] OddNumbers =
        [0, -1, 0.1, 1.0 / 3, -1e-5, 1e300, double.MaxValue, double.Epsilon, -double.MaxValue, Math.PI, 1e21, 123456789012345680,
            5e-324 * 3];

    private readonly Random random = new(seed);

    public int Below(int limit) => random.Next(limit);

    public Spec Any() => Of(Subjects.Kinds[Below(Subjects.Kinds.Count)], depth: 3);

    private Spec Of(Type kind, int depth)
    {
        Spec[] examples = [.. Subjects.All.Values.Where(kind.IsInstanceOfType)];
        Spec spec = examples[Below(examples.Length)];
        spec = (Spec)spec.GetType().GetMethod("<Clone>$")!.Invoke(spec, null)!;
        foreach (PropertyInfo property in Subjects.Settings(spec))
            if (Below(2) == 0) property.SetValue(spec, Value(property.PropertyType, depth));
        return spec;
    }

    private object? Value(Type type, int depth) =>
        Nullable.GetUnderlyingType(type) is { } inner ? Below(3) == 0 ? null : Value(inner, depth)
        : type == typeof(bool) ? Below(2) == 0
        : type == typeof(int) ? Below(3) switch { 0 => random.Next(), 1 => -random.Next(), _ => Below(100) }
        : type == typeof(double) ? Number()
        : type == typeof(Reduction) ? Reduction.Sum
        : type == typeof(Size2d) ? (Size2d)(1 + Below(3), 1 + Below(3))
        : type == typeof(Padding) ? Below(2) == 0 ? Padding.Same : Padding.Of(Below(4))
        : type == typeof(Initializer) ? Below(3) == 0 ? null : Of(type, depth)
        : type == typeof(IReadOnlyList<Layer>)
            ? (Layer[])[.. Enumerable.Range(0, depth == 0 ? 0 : Below(4)).Select(_ => (Layer)Of(typeof(Layer), depth - 1))]
        : type == typeof(IReadOnlyList<Slice>)
            ? (Slice[])[.. Enumerable.Range(0, depth == 0 ? 0 : Below(4)).Select(_ => new Slice($"{Number()}",
                [.. Enumerable.Range(0, Below(4)).Select(_ => 1 + Below(9))], (Layer[])Value(typeof(IReadOnlyList<Layer>), depth - 1)!))]
        : throw new NotSupportedException($"Say here what a random {type} is.");

    private double Number()
    {
        if (Below(3) == 0) return OddNumbers[Below(OddNumbers.Length)];
        double number;
        do number = BitConverter.Int64BitsToDouble(random.NextInt64());
        while (!double.IsFinite(number));
        return Below(2) == 0 ? number : -number;
    }
}
