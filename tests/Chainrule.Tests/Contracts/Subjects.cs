using System.Reflection;
using System.Text.Json.Serialization;
using Chainrule.Initializers;
using Chainrule.Inspection;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Tests.Contracts;

/// <summary>Everything that has a contract to keep, found by reflection. The keys name the tests.</summary>
internal static class Subjects
{
    /// <summary>The kinds of descriptions that the library indexes by <see cref="JsonDerivedTypeAttribute"/>.</summary>
    public static IReadOnlyList<Type> Kinds { get; } =
        [typeof(Layer), typeof(Loss), typeof(Optimizer), typeof(Schedule), typeof(Initializer), typeof(Metric)];

    /// <summary>The examples of the layers, and some that run in one go.</summary>
    public static IReadOnlyDictionary<string, (Layer Layer, Shape Input)> Layers { get; } =
        Named(Examples.Layers.Select(example => (example.Layer, example.Input)).Concat(Joined), subject => subject.Layer,
            subject => $" on {subject.Input}");

    public static IReadOnlyDictionary<string, Loss> Losses { get; } = Named(Examples.Losses, loss => loss);

    public static IReadOnlyDictionary<string, Optimizer> Optimizers { get; } = Named(Examples.Optimizers, optimizer => optimizer);

    public static IReadOnlyDictionary<string, Schedule> Schedules { get; } = Named(Examples.Schedules, schedule => schedule);

    public static IReadOnlyDictionary<string, Initializer> Initializers { get; } = Named(Examples.Initializers, initializer => initializer);

    public static IReadOnlyList<Metric> Metrics { get; } =
        [.. Index(typeof(Metric)).Select(line => (Metric)Activator.CreateInstance(line.DerivedType)!)];

    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, Spec> All { get; } =
        Named<Spec>(
        [
            .. Examples.Layers.Select(example => example.Layer).Distinct(),
            .. Losses.Values, .. Optimizers.Values, .. Schedules.Values, .. Initializers.Values, .. Metrics,
        ], spec => spec);

    private static IEnumerable<(Layer Layer, Shape Input)> Joined =>
    [
        (new Sequential([new Conv2d(3), new ReLU(), new MaxPool2d(2)]), [2, 7, 8]),
        (new Sequential([new Conv2d(2) { Kernel = 2, Stride = 2, Padding = 1 }, new MaxPool2d(3) { Stride = 1, Padding = 1 }]), [1, 7, 5]),
    ];

    /// <summary>The index lines of a kind.</summary>
    public static IEnumerable<JsonDerivedTypeAttribute> Index(Type kind) =>
        kind.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false);

    /// <summary>The kind that a description belongs to.</summary>
    public static Type KindOf(Spec spec) => Kinds.Single(kind => kind.IsInstanceOfType(spec));

    /// <summary>Reads a description of a kind as it prints.</summary>
    public static Spec Parse(Type kind, string text) => kind.Name switch
    {
        nameof(Layer) => Layer.Parse(text),
        nameof(Loss) => Loss.Parse(text),
        nameof(Optimizer) => Optimizer.Parse(text),
        nameof(Schedule) => Schedule.Parse(text),
        nameof(Initializer) => Initializer.Parse(text),
        nameof(Metric) => Metric.Parse(text),
        _ => throw new NotSupportedException($"Say here how a {kind.Name} is read."),
    };

    /// <summary>What the description can be told to be: the properties that recipes set.</summary>
    public static IEnumerable<PropertyInfo> Settings(Spec spec) => spec.GetType().GetProperties().Where(property => property.CanWrite);

    /// <summary>The same kind of description with every setting changed; not necessarily one that makes sense.</summary>
    public static Spec Changed(Spec spec)
    {
        Spec changed = (Spec)spec.GetType().GetMethod("<Clone>$")!.Invoke(spec, null)!;
        foreach (PropertyInfo property in Settings(changed)) Change(changed, property);
        return changed;
    }

    /// <summary>The same kind of description with one setting changed.</summary>
    public static Spec Changed(Spec spec, PropertyInfo property)
    {
        Spec changed = (Spec)spec.GetType().GetMethod("<Clone>$")!.Invoke(spec, null)!;
        Change(changed, property);
        return changed;
    }

    private static void Change(Spec spec, PropertyInfo property) =>
        property.SetValue(spec, Other(property.GetValue(spec), property.PropertyType));

    private static object Other(object? value, Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        Type known when known == typeof(bool) => !(bool)value!,
        Type known when known == typeof(int) => (int)value! + 1,
        Type known when known == typeof(double) => (double)value! + 1.0 / 3,
        Type known when known == typeof(Reduction) => (Reduction)value! == Reduction.Mean ? Reduction.Sum : Reduction.Mean,
        Type known when known == typeof(Size2d) => (Size2d)(2, 3),
        Type known when known == typeof(Padding) => Padding.Of(1 + (((Padding)value!).Amount ?? 0)),
        Type known when known == typeof(Initializer) => new Normal(1.0 / 3),
        Type known when known == typeof(IReadOnlyList<Layer>) =>
            (Layer[])[new Linear(2) { Initializer = new GlorotNormal() }, new Dropout(1.0 / 3)],
        Type known when known == typeof(IReadOnlyList<Slice>) =>
            (Slice[])[new("a \"b\", c", [2, 3], [new Dropout(1.0 / 3)]), new("d", [1], [])],
        Type unknown => throw new NotSupportedException($"Say here what else a {unknown} may be."),
    };

    private static Dictionary<string, TSubject> Named<TSubject>(
        IEnumerable<TSubject> subjects, Func<TSubject, Spec> spec, Func<TSubject, string>? suffix = null)
    {
        Dictionary<string, TSubject> named = [];
        foreach (TSubject subject in subjects) named.Add($"{spec(subject)}{suffix?.Invoke(subject)}", subject);
        return named;
    }
}
