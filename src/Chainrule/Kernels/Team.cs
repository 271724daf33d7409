using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Chainrule.Kernels.Threads;

namespace Chainrule.Kernels;

/// <summary>A few threads that work together on one piece of work after another. They spin briefly before they sleep, since a step of
/// training takes tens of microseconds. One caller at a time.</summary>
public sealed unsafe class Team : IDisposable
{
    private readonly Crew? crew;
    private bool isDisposed;

    /// <summary>A team.</summary>
    /// <param name="threads">The number of threads, the calling one included; 0 means one per processor.</param>
    /// <param name="width">The width of the vectors that matrix products are computed in; the machine's widest by default.</param>
    /// <exception cref="PlatformNotSupportedException">The machine has no such vectors.</exception>
    public Team(int threads = 0, VectorWidth? width = null)
    {
        Width = width ?? Widest;
        if (!Supports(Width)) throw new PlatformNotSupportedException($"This machine has no vectors of {Width}.");
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        if (Threads > 1) crew = new Crew(Threads);
    }

    /// <summary>The calling thread alone. It keeps no state, so any number of callers may use it at once.</summary>
    public static Team Single { get; } = new(1);

    /// <summary>The calling thread alone, which does the pieces of work from the last to the first. Several threads do them in any order;
    /// whoever gives other bits here depends on it.</summary>
    internal static Team Backwards { get; } = new(1) { IsBackwards = true };

    private bool IsBackwards { get; init; }

    /// <summary>The number of threads, the calling one included.</summary>
    public int Threads { get; }

    /// <summary>The width of the vectors that matrix products are computed in.</summary>
    public VectorWidth Width { get; }

    /// <summary>The widest vectors of this machine.</summary>
    internal static VectorWidth Widest =>
        Supports(VectorWidth.Bits512) ? VectorWidth.Bits512
        : Supports(VectorWidth.Bits256) ? VectorWidth.Bits256
        : Supports(VectorWidth.Bits128) ? VectorWidth.Bits128
        : VectorWidth.Scalar;

    /// <summary>Where it is cancelled, no further piece is begun, and <see cref="Run"/> ends with an
    /// <see cref="OperationCanceledException"/>. What was being computed is of no use then.</summary>
    internal CancellationToken Cancellation { get; set; }

    /// <summary>Whether this machine has vectors of a width.</summary>
    internal static bool Supports(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => Vector512.IsHardwareAccelerated,
        VectorWidth.Bits256 => Vector256.IsHardwareAccelerated,
        VectorWidth.Bits128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    /// <summary>Runs all pieces, on the team's threads, and returns when the last one is done.</summary>
    /// <remarks>The work may be a <c>readonly ref struct</c> whose fields are the spans that it works on. Work that begins within a piece
    /// runs on that piece's thread alone; a piece must not wait for another team whose pieces wait for this one.</remarks>
    /// <param name="work">The work; no piece may change its fields.</param>
    /// <param name="pieces">The number of pieces, at least 0. It depends on the problem, not on the number of threads: see
    /// <see cref="Cut"/>.</param>
    /// <exception cref="ObjectDisposedException">The team was disposed.</exception>
    /// <exception cref="OperationCanceledException">The training that the team works for was cancelled.</exception>
    public void Run<TPieces>(TPieces work, int pieces) where TPieces : struct, IPieces, allows ref struct
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(pieces);
        if (crew is null || pieces < 2 || crew.IsWorkingHere)
            for (int piece = 0; piece < pieces; piece++)
            {
                Cancellation.ThrowIfCancellationRequested();
                work.Run(IsBackwards ? pieces - 1 - piece : piece);
            }
        else
            // The work stays where it is, on this thread's stack, until all pieces are done. Since its address is taken, the collector sees
            // the references in it for as long as this method runs: they are kept alive, and up to date where arrays are moved.
            crew.Run(Unsafe.AsPointer(ref work), &Invoke<TPieces>, pieces, TPieces.IsBoundByMemory, Cancellation);
    }

    private static void Invoke<TPieces>(void* work, int piece) where TPieces : struct, IPieces, allows ref struct =>
        Unsafe.AsRef<TPieces>(work).Run(piece);

    /// <summary>Lets the threads end. A team that is forgotten instead ends when it is collected.</summary>
    public void Dispose()
    {
        // The calling thread alone is everybody's, and stays.
        isDisposed = this != Single;
        crew?.Stop();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the threads of a forgotten team.</summary>
    ~Team() => crew?.Stop();
}
