using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Regression: points (x, y) in [−1, 1]² with the target (x + y)/2.</summary>
[Description("Regression: points in a square with the target (x + y)/2.")]
public sealed record PlaneData : GeneratedDataSource
{
    /// <summary>The number of samples; 500 by default.</summary>
    [Description("The number of samples."), Bounds(From = 1, To = 10_000_000)]
    public int Samples { get; init; } = 500;

    /// <summary>The standard deviation of the Gaussian noise on each coordinate; 0 by default.</summary>
    [Description("Standard deviation of the noise."), Bounds(From = 0)]
    public double Noise { get; init; }

    /// <inheritdoc/>
    protected override Dataset<T> Generate<T>(ulong seed) => Generators.Plane<T>(Samples, Noise, seed);
}
