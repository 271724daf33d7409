namespace Chainrule.Kernels.Threads;

/// <summary>How large the blocks of the kernels are.</summary>
internal static class Blocks
{
    /// <summary>Whether they are tiny, as in debug builds: small tests then run through every edge between blocks. Sums are added up in
    /// another order then, so results may differ from a release build's in their last bits.</summary>
    public const bool AreTiny =
#if DEBUG
        true;
#else
        false;
#endif
}
