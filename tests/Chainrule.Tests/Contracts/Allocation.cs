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

    /// <summary>Asserts that a longer piece of work allocates no more than a shorter one, but for less than the smallest object for each additional
    /// step: a thread that takes part for the first time may borrow memory that nobody has borrowed before. Both are tried in turn, the least of each
    /// counts: code that is not optimized yet boxes numbers, and becomes optimized in the background.</summary>
    internal static void DoesNotGrow(Action shorter, Action longer, int additionalSteps)
    {
        const int smallestObject = 24;
        long least = long.MaxValue, leastOfLonger = long.MaxValue;
        for (int attempt = 0; attempt < 50; attempt++)
        {
            least = Math.Min(least, Measure(shorter));
            leastOfLonger = Math.Min(leastOfLonger, Measure(longer));
            if (leastOfLonger - least < (long)additionalSteps * smallestObject) return;
        }
        Assert.Fail($"{leastOfLonger - least} bytes in {additionalSteps} steps.");
    }

    private static long Measure(Action work)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
