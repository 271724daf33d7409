using System.ComponentModel;
using Chainrule.Kernels;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>A data source: points in a square with a chequered pattern of two classes.</summary>
[Description("Points in a square with a chequered pattern of two classes.")]
public sealed record CheckerboardData : GeneratedDataSource
{
    [Description("The number of samples."), Bounds(From = 1, To = 1_000_000)]
    public int Samples { get; init; } = 500;

    [Description("The number of fields along a side."), Bounds(From = 2, To = 100)]
    public int Fields { get; init; } = 2;

    protected override Dataset<T> Generate<T>(ulong seed)
    {
        RandomStream random = new(seed, RandomPurpose.Generator);
        T[] inputs = new T[2 * Samples];
        int[] labels = new int[Samples];
        for (int i = 0; i < Samples; i++)
        {
            double x = random.NextDouble(), y = random.NextDouble();
            (inputs[2 * i], inputs[2 * i + 1]) = (T.CreateTruncating(2 * x - 1), T.CreateTruncating(2 * y - 1));
            labels[i] = ((int)(x * Fields) + (int)(y * Fields)) % 2;
        }
        return Dataset.Create(inputs, [2], labels, classes: 2, "checkerboard");
    }
}
