using System.Numerics;
using BenchmarkDotNet.Attributes;
using Chainrule.Kernels;

namespace Chainrule.Bench.Kernels;

/// <summary>The products of linear layers.</summary>
[GenericTypeArguments(typeof(float)), GenericTypeArguments(typeof(double))]
public class MatrixProducts<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[] a = [], b = [], c = [];
    private Team team = Team.Single;

    [ParamsSource(nameof(Products))]
    public Product Product { get; set; } = Product.All[0];

    [Params(1, 2)]
    public int Threads { get; set; }

    public static IEnumerable<Product> Products => Product.All;

    [GlobalSetup]
    public void Setup()
    {
        a = Numbers.Normal<T>(Product.Rows * Product.Inner, 1);
        b = Numbers.Normal<T>(Product.Inner * Product.Columns, 2);
        c = new T[Product.Rows * Product.Columns];
        team = new(Threads);
    }

    [GlobalCleanup]
    public void Cleanup() => team.Dispose();

    [Benchmark]
    public void Multiply() => Product.Run(team, a, b, c);
}
