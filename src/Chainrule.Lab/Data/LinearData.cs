using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Uniform points (x, y) in the unit square; the class is 1 where x &gt; y, otherwise 0.</summary>
[Description("Uniform points in the unit square; the class is whether x > y.")]
public sealed record LinearData : GeneratedDataSource
{
    /// <summary>The number of samples; 500 by default.</summary>
    [Description("The number of samples."), Bounds(From = 1, To = 10_000_000)]
    public int Samples { get; init; } = 500;

    /// <inheritdoc/>
    protected override Dataset<T> Generate<T>(ulong seed) => Generators.Linear<T>(Samples, seed);
}
