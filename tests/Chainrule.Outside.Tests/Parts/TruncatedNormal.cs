using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>An initializer: a normal distribution around 0 without what is beyond two standard deviations.</summary>
/// <param name="Std">The standard deviation before the tails are cut off.</param>
[Description("Normal around 0, without what is beyond two standard deviations.")]
public sealed record TruncatedNormal(
    [property: Description("Standard deviation before the tails are cut off."), Bounds(From = 0)] double Std = 0.05) : Initializer
{
    public override double Draw(Fan fan, ref RandomStream random)
    {
        double normal = random.NextNormal();
        while (Math.Abs(normal) > 2) normal = random.NextNormal();
        return Std * normal;
    }
}
