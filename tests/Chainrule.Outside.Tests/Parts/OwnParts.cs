using System.Text.Json.Serialization;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>The names of the parts: what a program says once, at its start.</summary>
public static class OwnParts
{
    public static void Register()
    {
        Kinds.Register<Layer, Swish>("swish", OwnJson.Default.Swish);
        Kinds.Register<Layer, GatedLinear>("gated_linear", OwnJson.Default.GatedLinear);
        Kinds.Register<Loss, LogCosh>("log_cosh", OwnJson.Default.LogCosh);
        Kinds.Register<Loss, WeightedCrossEntropy>("weighted_cross_entropy", OwnJson.Default.WeightedCrossEntropy);
        Kinds.Register<Optimizer, AdaMax>("adamax", OwnJson.Default.AdaMax);
        Kinds.Register<Schedule, Polynomial>("polynomial", OwnJson.Default.Polynomial);
        Kinds.Register<Initializer, TruncatedNormal>("truncated_normal", OwnJson.Default.TruncatedNormal);
        Kinds.Register<DataSource, CheckerboardData>("checkerboard", OwnJson.Default.CheckerboardData);
    }
}

[JsonSerializable(typeof(Swish))]
[JsonSerializable(typeof(GatedLinear))]
[JsonSerializable(typeof(LogCosh))]
[JsonSerializable(typeof(WeightedCrossEntropy))]
[JsonSerializable(typeof(AdaMax))]
[JsonSerializable(typeof(Polynomial))]
[JsonSerializable(typeof(TruncatedNormal))]
[JsonSerializable(typeof(CheckerboardData))]
internal sealed partial class OwnJson : JsonSerializerContext;
