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

    private static long Measure(Action work)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
