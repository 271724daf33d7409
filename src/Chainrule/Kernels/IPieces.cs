namespace Chainrule.Kernels;

/// <summary>Work that falls into numbered pieces which may run in any order and at the same time: what <see cref="Team.Run"/> takes. A
/// <c>readonly ref struct</c> may hold the spans that it works on as fields.</summary>
/// <remarks>Pieces run on several threads at once, each with the same fields: so no piece writes what another one reads or writes. Where
/// work is cut depends on the problem alone, never on the number of threads (see <see cref="Cut"/>), and each sum is taken by one piece, or
/// of the pieces' sums in their order; then results have the same bits on any number of threads.</remarks>
public interface IPieces
{
    /// <summary>Whether memory is what limits the work, so that a piece is worth most to the thread that had it in the last pass.</summary>
    static virtual bool IsBoundByMemory => false;

    /// <summary>Does one piece.</summary>
    /// <param name="piece">Its number, counted from 0.</param>
    void Run(int piece);
}
