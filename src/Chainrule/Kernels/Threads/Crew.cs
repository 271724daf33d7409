namespace Chainrule.Kernels.Threads;

/// <summary>What the worker threads share. It does not refer to the team, so that a forgotten team can be collected.</summary>
/// <remarks>Every thread has its own stretch of neighbouring pieces and takes them from the front; one that is done takes pieces of the
/// others' from the back. So a thread meets in each round about the same part of the memory, which its cache still holds from the last one.
/// Where memory is what limits the work, a thread takes its stretch as a whole, and others help only one that has not begun after a
/// while.</remarks>
internal sealed unsafe class Crew
{
    /// <summary>Numbers on two cache lines: processors fetch lines in pairs.</summary>
    private const int Apart = 128 / sizeof(long);

    /// <summary>How often to look whether a thread begins with its stretch before taking pieces of it: some ten microseconds.</summary>
    private const int Patience = 300;

    /// <summary>How often to look before going to sleep; not at all where another thread needs the processor.</summary>
    private readonly int spins;
    /// <summary>The crew whose pieces the current thread runs.</summary>
    [ThreadStatic]
    private static Crew? current;

    private readonly Lock caller = new();
    private readonly object bed = new();
    private readonly int threads;

    /// <summary>A thread's stretch: the piece after its last one in the upper half, its next one in the lower. One compare-and-swap claims
    /// a piece. Whoever claims one, however late it came, does so in the round that the numbers belong to, and that round waits for
    /// it.</summary>
    private readonly long[] stretches;
    private void* work;
    private delegate*<void*, int, void> invoke;
    private int round, done, sleepers;
    private Exception? failure;
    private CancellationToken cancellation;
    private bool isBoundByMemory;
    private volatile bool stopped;

    public Crew(int threads)
    {
        this.threads = threads;
        spins = threads <= Environment.ProcessorCount ? 12000 : 0;
        stretches = new long[(threads + 1) * Apart];
        for (int worker = 1; worker < threads; worker++)
        {
            int self = worker;
            new Thread(() => Work(self)) { IsBackground = true, Name = "chainrule worker" }.Start();
        }
    }

    /// <summary>Whether the current thread runs a piece of this crew, or is in one that a piece of it has begun: its threads are taken
    /// then.</summary>
    public bool IsWorkingHere => current == this || caller.IsHeldByCurrentThread;

    public void Run(void* work, delegate*<void*, int, void> invoke, int pieces, bool isBoundByMemory, CancellationToken cancellation)
    {
        lock (caller)
        {
            this.work = work;
            this.invoke = invoke;
            this.isBoundByMemory = isBoundByMemory;
            this.cancellation = cancellation;
            (done, failure) = (0, null);
            for (int thread = 0; thread < threads; thread++)
                Volatile.Write(ref Stretch(thread), First(thread + 1) << 32 | First(thread));
            Interlocked.Increment(ref round);
            if (Volatile.Read(ref sleepers) > 0) Wake();
            Crew? outer = current;
            current = this;
            Take(0);
            current = outer;
            for (int spin = 0; spin < spins && Volatile.Read(ref done) < pieces; spin++) Thread.SpinWait(1);
            SpinWait patience = new();
            while (Volatile.Read(ref done) < pieces) patience.SpinOnce(sleep1Threshold: -1);
            if (failure is { } thrown) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
        }

        // Rounded up: of few pieces the caller, who is awake, has the first.
        long First(int thread) => ((long)pieces * thread + threads - 1) / threads;
    }

    public void Stop()
    {
        stopped = true;
        Wake();
    }

    private ref long Stretch(int thread) => ref stretches[(thread + 1) * Apart];

    private void Wake()
    {
        lock (bed) Monitor.PulseAll(bed);
    }

    private void Work(int self)
    {
        int seen = 0;
        current = this;
        while (!stopped)
        {
            for (int spin = 0; spin < spins && Volatile.Read(ref round) == seen && !stopped; spin++) Thread.SpinWait(1);
            if (Volatile.Read(ref round) == seen)
            {
                lock (bed)
                {
                    // The caller first counts the round, then looks for sleepers; so either it sees this one or this one sees the round.
                    Interlocked.Increment(ref sleepers);
                    while (Volatile.Read(ref round) == seen && !stopped) Monitor.Wait(bed);
                    Interlocked.Decrement(ref sleepers);
                }
                continue;
            }
            seen = Volatile.Read(ref round);
            Take(self);
        }
    }

    /// <summary>Does what there is to do: a thread's own pieces, then those that the others have not begun.</summary>
    private void Take(int self)
    {
        int finished = 0;
        for (int offset = 0; offset < threads; offset++)
        {
            ref long stretch = ref Stretch((self + offset) % threads);
            if (offset > 0 && isBoundByMemory && spins > 0) Await(ref stretch);
            while (true)
            {
                long claim = Volatile.Read(ref stretch);
                int next = (int)claim, end = (int)(claim >> 32);
                if (next >= end) break;
                int count = offset == 0 && isBoundByMemory ? end - next : 1;
                if (Interlocked.CompareExchange(ref stretch, offset == 0 ? claim + count : claim - (1L << 32), claim) != claim) continue;
                Run(offset == 0 ? next : end - 1, count);
                finished += count;
            }
        }
        Interlocked.Add(ref done, finished);
    }

    /// <summary>Waits a little for a stretch to be taken.</summary>
    private static void Await(ref long stretch)
    {
        for (int look = 0; look < Patience; look++)
        {
            long left = Volatile.Read(ref stretch);
            if ((int)left >= (int)(left >> 32)) return;
            Thread.SpinWait(1);
        }
    }

    private void Run(int first, int count)
    {
        try
        {
            for (int piece = first; piece < first + count; piece++)
            {
                cancellation.ThrowIfCancellationRequested();
                invoke(work, piece);
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }
    }
}
