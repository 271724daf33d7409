using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chainrule.Kernels;

/// <summary>Work that falls into numbered pieces which may run in any order and at the same time.</summary>
/// <remarks>Where a cut lies depends on the problem alone, never on the number of threads; so results have the same bits on any number.</remarks>
internal interface IPieces
{
    /// <summary>Whether memory is what limits the work, so that a piece is worth most to the thread that had it in the last pass.</summary>
    static virtual bool IsBoundByMemory => false;

    /// <summary>Does one piece.</summary>
    void Run(int piece);
}

/// <summary>A few threads that work together on one piece of work after another. They spin briefly before they sleep, since a step of
/// training takes tens of microseconds. One caller at a time.</summary>
public sealed unsafe class Team : IDisposable
{
    private readonly Crew? crew;

    /// <summary>A team.</summary>
    /// <param name="threads">The number of threads, the calling one included; 0 means one per processor.</param>
    /// <param name="width">The width of the vectors that matrix products are computed in; the machine's widest by default.</param>
    /// <exception cref="PlatformNotSupportedException">The machine has no such vectors.</exception>
    public Team(int threads = 0, VectorWidth? width = null)
    {
        Width = width ?? TileKernels.Best;
        if (!TileKernels.Of<float>(Width).IsSupported) throw new PlatformNotSupportedException($"This machine has no vectors of {Width}.");
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        if (Threads > 1) crew = new Crew(Threads);
    }

    /// <summary>The calling thread alone. It keeps no state, so any number of callers may use it at once.</summary>
    public static Team Single { get; } = new(1);

    /// <summary>The number of threads, the calling one included.</summary>
    public int Threads { get; }

    /// <summary>The width of the vectors that matrix products are computed in.</summary>
    public VectorWidth Width { get; }

    /// <summary>Where it is cancelled, no further piece is begun, and <see cref="Run"/> ends with an <see cref="OperationCanceledException"/>.
    /// What was being computed is of no use then.</summary>
    internal CancellationToken Cancellation { get; set; }

    /// <summary>How many pieces of a size cover a length.</summary>
    internal static int Cut(int length, int size) => (int)(((long)length + size - 1) / size);

    /// <summary>How many pieces of at most a size cover a length, at least one, a power of two. So two, four, … threads have the same part of the weights in every
    /// pass over them that is cut like that, and find it in their own caches.</summary>
    internal static int CutEvenly(long length, int size) => (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, (length + size - 1) / size));

    /// <summary>What a piece has of a length that is cut into so many.</summary>
    internal static (int First, int End) Part(int length, int piece, int pieces) =>
        ((int)((long)length * piece / pieces), (int)((long)length * (piece + 1) / pieces));

    /// <summary>Runs all pieces and returns when the last one is done.</summary>
    internal void Run<TPieces>(TPieces work, int pieces) where TPieces : struct, IPieces
    {
        if (crew is null || pieces < 2)
            for (int piece = 0; piece < pieces; piece++)
            {
                Cancellation.ThrowIfCancellationRequested();
                work.Run(piece);
            }
        else
            // The work stays where it is, on this thread's stack, until all pieces are done; references in it are kept alive and up to date there.
            crew.Run(Unsafe.AsPointer(ref work), &Invoke<TPieces>, pieces, TPieces.IsBoundByMemory, Cancellation);
    }

    private static void Invoke<TPieces>(void* work, int piece) where TPieces : struct, IPieces =>
        Unsafe.AsRef<TPieces>(work).Run(piece);

    /// <summary>Lets the threads end. A team that is forgotten instead ends when it is collected.</summary>
    public void Dispose()
    {
        crew?.Stop();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the threads of a forgotten team.</summary>
    ~Team() => crew?.Stop();

    /// <summary>What the worker threads share. It does not refer to the team, so that a forgotten team can be collected.</summary>
    /// <remarks>Every thread has its own stretch of neighbouring pieces and takes them from the front; one that is done takes pieces of the others'
    /// from the back. So a thread meets in each round about the same part of the memory, which its cache still holds from the last one. Where memory is what
    /// limits the work, a thread takes its stretch as a whole, and others help only one that has not begun after a while.</remarks>
    private sealed class Crew
    {
        /// <summary>Numbers on two cache lines: processors fetch lines in pairs.</summary>
        private const int Apart = 128 / sizeof(long);

        /// <summary>How often to look whether a thread begins with its stretch before taking pieces of it: some ten microseconds.</summary>
        private const int Patience = 300;

        /// <summary>How often to look before going to sleep; not at all where another thread needs the processor.</summary>
        private readonly int spins;
        private readonly Lock caller = new();
        private readonly object bed = new();
        private readonly int threads;

        /// <summary>A thread's stretch: the piece behind its last one in the upper half, its next one in the lower. One compare-and-swap claims a
        /// piece. Whoever claims one, however late it came, does so in the round that the numbers belong to, and that round waits for it.</summary>
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
                Take(0);
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
}
