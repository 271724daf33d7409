using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Two circles around the origin, one inside the other.</summary>
[Description("Two circles, one inside the other.")]
public sealed record CirclesData : GeneratedDataSource
{
    /// <summary>The number of samples; 500 by default.</summary>
    [Description("The number of samples."), Bounds(From = 1, To = 10_000_000)]
    public int Samples { get; init; } = 500;

    /// <summary>The standard deviation of the Gaussian noise on each coordinate; 0.1 by default.</summary>
    [Description("Standard deviation of the noise."), Bounds(From = 0)]
    public double Noise { get; init; } = 0.1;

    /// <summary>The radius of the inner circle; the outer one's is 1. 0.5 by default.</summary>
    [Description("Radius of the inner circle; the outer one's is 1."), Bounds(Above = 0, To = 1)]
    public double Factor { get; init; } = 0.5;

    /// <inheritdoc/>
    protected override Dataset<T> Generate<T>(ulong seed) => Generators.Circles<T>(Samples, Noise, Factor, seed);
}
