using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>One Gaussian cloud per class.</summary>
[Description("One Gaussian cloud per class.")]
public sealed record BlobsData : GeneratedDataSource
{
    /// <summary>The number of samples; 500 by default.</summary>
    [Description("The number of samples."), Bounds(From = 1, To = 10_000_000)]
    public int Samples { get; init; } = 500;

    /// <summary>The number of classes; 3 by default.</summary>
    [Description("Number of classes."), Bounds(From = 2, To = 1000)]
    public int Classes { get; init; } = 3;

    /// <summary>The number of features; 2 by default.</summary>
    [Description("Number of features."), Bounds(From = 1, To = 10_000)]
    public int Features { get; init; } = 2;

    /// <summary>The standard deviation of a cloud; 1 by default. Their centres lie in [−10, 10].</summary>
    [Description("Standard deviation of a cloud."), Bounds(From = 0)]
    public double Std { get; init; } = 1;

    /// <inheritdoc/>
    protected override Dataset<T> Generate<T>(ulong seed) => Generators.Blobs<T>(Samples, Classes, Features, Std, seed);
}
