using System.Runtime.CompilerServices;

namespace Chainrule.Kernels;

/// <summary>Work that falls into numbered pieces which may run in any order and at the same time.</summary>
/// <remarks>Where a cut lies depends on the problem alone, never on the number of threads; so results have the same bits on any number.</remarks>
internal interface IPieces
{
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
        if (Threads > 1) crew = new Crew(Threads - 1);
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
            crew.Run(Unsafe.AsPointer(ref work), &Invoke<TPieces>, pieces, Cancellation);
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
    private sealed class Crew
    {
        private const int Spins = 2000;
        private readonly Lock caller = new();
        private readonly object bed = new();
        private void* work;
        private delegate*<void*, int, void> invoke;
        private int pieces, done, sleepers;
        private Exception? failure;
        private CancellationToken cancellation;
        private volatile bool stopped;

        // The round number in the upper half, the next piece in the lower: one compare-and-swap claims a piece of one certain round, so a
        // worker that comes late can never touch the work of the next round.
        private long ticket;

        public Crew(int workers)
        {
            for (int worker = 0; worker < workers; worker++)
                new Thread(Work) { IsBackground = true, Name = "chainrule worker" }.Start();
        }

        public void Run(void* work, delegate*<void*, int, void> invoke, int pieces, CancellationToken cancellation)
        {
            lock (caller)
            {
                long round = Volatile.Read(ref ticket) >> 32;
                // First the last round is closed: a worker that is late in it could else compare its ticket with the new number of pieces.
                Interlocked.Exchange(ref ticket, round << 32 | int.MaxValue);
                this.work = work;
                this.invoke = invoke;
                this.cancellation = cancellation;
                (this.pieces, done, failure) = (pieces, 0, null);
                Interlocked.Exchange(ref ticket, ++round << 32);
                if (Volatile.Read(ref sleepers) > 0) Wake();
                Take(round);
                SpinWait spin = new();
                while (Volatile.Read(ref done) < pieces) spin.SpinOnce(sleep1Threshold: -1);
                if (failure is { } thrown) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
            }
        }

        public void Stop()
        {
            stopped = true;
            Wake();
        }

        private void Wake()
        {
            lock (bed) Monitor.PulseAll(bed);
        }

        private void Work()
        {
            long seen = 0;
            while (!stopped)
            {
                for (int spin = 0; spin < Spins && Volatile.Read(ref ticket) >> 32 == seen && !stopped; spin++) Thread.SpinWait(8);
                if (Volatile.Read(ref ticket) >> 32 == seen)
                {
                    lock (bed)
                    {
                        // The caller first publishes the round, then looks for sleepers; so either it sees this one or this one sees the round.
                        Interlocked.Increment(ref sleepers);
                        while (Volatile.Read(ref ticket) >> 32 == seen && !stopped) Monitor.Wait(bed);
                        Interlocked.Decrement(ref sleepers);
                    }
                    continue;
                }
                seen = Volatile.Read(ref ticket) >> 32;
                Take(seen);
            }
        }

        private void Take(long round)
        {
            while (true)
            {
                long claim = Volatile.Read(ref ticket);
                int piece = (int)claim;
                if (claim >> 32 != round || piece >= Volatile.Read(ref pieces)) return;
                if (Interlocked.CompareExchange(ref ticket, claim + 1, claim) != claim) continue;
                try
                {
                    cancellation.ThrowIfCancellationRequested();
                    invoke(work, piece);
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
                Interlocked.Increment(ref done);
            }
        }
    }
}
