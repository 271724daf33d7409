namespace Chainrule.Kernels.Threads;

/// <summary>Work that falls into numbered pieces which may run in any order and at the same time.</summary>
/// <remarks>Where work is cut depends on the problem alone, never on the number of threads; so results have the same bits on any
/// number.</remarks>
internal interface IPieces
{
    /// <summary>Whether memory is what limits the work, so that a piece is worth most to the thread that had it in the last pass.</summary>
    static virtual bool IsBoundByMemory => false;

    /// <summary>Does one piece.</summary>
    void Run(int piece);
}
