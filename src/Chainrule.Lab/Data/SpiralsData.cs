using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>One spiral arm per class.</summary>
[Description("One spiral arm per class.")]
public sealed record SpiralsData : GeneratedDataSource
{
    /// <summary>The number of samples; 500 by default.</summary>
    [Description("The number of samples."), Bounds(From = 1, To = 10_000_000)]
    public int Samples { get; init; } = 500;

    /// <summary>The number of classes; 2 by default.</summary>
    [Description("Number of classes."), Bounds(From = 2, To = 1000)]
    public int Classes { get; init; } = 2;

    /// <summary>The standard deviation of the Gaussian noise on each coordinate; 0.02 by default.</summary>
    [Description("Standard deviation of the noise."), Bounds(From = 0)]
    public double Noise { get; init; } = 0.02;

    /// <summary>How often an arm winds around the origin; 1 by default.</summary>
    [Description("How often an arm winds around the origin."), Bounds(From = 0)]
    public double Turns { get; init; } = 1;

    /// <inheritdoc/>
    protected override Dataset<T> Generate<T>(ulong seed) => Generators.Spirals<T>(Samples, Classes, Turns, Noise, seed);
}
