using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Two interleaved half circles.</summary>
[Description("Two interleaved half circles.")]
public sealed record MoonsData : GeneratedDataSource
{
    /// <summary>The number of samples; 500 by default.</summary>
    [Description("The number of samples."), Bounds(From = 1, To = 10_000_000)]
    public int Samples { get; init; } = 500;

    /// <summary>The standard deviation of the Gaussian noise on each coordinate; 0.1 by default.</summary>
    [Description("Standard deviation of the noise."), Bounds(From = 0)]
    public double Noise { get; init; } = 0.1;

    /// <inheritdoc/>
    protected override Dataset<T> Generate<T>(ulong seed) => Generators.Moons<T>(Samples, Noise, seed);
}
