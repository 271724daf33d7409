namespace Chainrule.Bench.Peers;

/// <summary>What came out of a product: those that took part.</summary>
internal sealed record ProductResult(Product Product, Score[] Scores);

/// <summary>Holds a matrix product between one thread here and one thread of NumPy's BLAS.</summary>
internal static class ProductContest
{
    public static ProductResult Hold(Product product, Settings settings)
    {
        // A turn is some milliseconds long, so that reading the clock costs nothing. In four times as long before it, a processor that has
        // rested comes back to speed: its first three milliseconds are up to a third slower for everyone.
        int steps = (int)Math.Clamp(2.5e8 / product.Flops, 2, 5000), warmUp = 4 * steps;
        float[] a = Numbers.Normal<float>(product.Rows * product.Inner, 1), b = Numbers.Normal<float>(product.Inner * product.Columns, 2);
        using Job job = Job.ForProduct(product, warmUp, steps, a, b);
        List<Contestant> contestants = [new OurProduct(product, warmUp, steps, a, b), new MultiplyAddPeak(1)];
        try
        {
            if (settings.NumPy is { } python) contestants.Insert(1, new PeerProcess(python, Contestant.NumPy, "numpy_products.py", job, 1));
            settings.Remember(contestants);
            return new(product, Contest.Hold(product.Name, contestants, settings.Quick ? 7 : 11));
        }
        finally
        {
            foreach (Contestant contestant in contestants) contestant.Dispose();
        }
    }
}
