namespace Chainrule.Tests.Contracts;

/// <summary>Tests that measure memory run alone: what others allocate would count.</summary>
[CollectionDefinition(nameof(Allocation), DisableParallelization = true)]
public sealed class Allocation
{
    /// <summary>How many bytes all threads together allocate during some work: the least of several attempts, since the test runner and the
    /// garbage collector allocate as well, now and then.</summary>
    internal static long Of(Action work)
    {
        work();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            least = Math.Min(least, Measure(work));
            Thread.Sleep(attempt);
        }
        return least;
    }

    /// <summary>Asserts that one piece of work allocates no more than another that is as long or shorter. Both are tried in turn until the least of each
    /// is the same: code that is not optimized yet boxes numbers, and becomes optimized in the background.</summary>
    internal static void SameFor(Action work, Action more)
    {
        long least = long.MaxValue, leastOfMore = long.MaxValue - 1;
        for (int attempt = 0; attempt < 200 && leastOfMore != least; attempt++)
        {
            least = Math.Min(least, Measure(work));
            leastOfMore = Math.Min(leastOfMore, Measure(more));
            Thread.Sleep(10);
        }
        Assert.Equal(least, leastOfMore);
    }

    private static long Measure(Action work)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
