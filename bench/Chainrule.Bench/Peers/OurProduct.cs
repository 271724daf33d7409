using System.Diagnostics;
using Chainrule.Kernels;

namespace Chainrule.Bench.Peers;

/// <summary>A matrix product on one thread.</summary>
internal sealed class OurProduct(Product product, int warmUp, int steps, float[] a, float[] b) : Contestant(Chainrule, 1)
{
    private readonly float[] c = GC.AllocateArray<float>(product.Rows * product.Columns, pinned: true);

    public override Turn Take()
    {
        for (int i = 0; i < warmUp; i++) product.Run(Team.Single, a, b, c);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < steps; i++) product.Run(Team.Single, a, b, c);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
        return new(seconds, c.Sum(value => (double)value * value));
    }
}
