namespace Chainrule.Kernels;

/// <summary>The width of the vectors that matrix products are computed in. Results of different widths may differ in their last
/// bits.</summary>
public enum VectorWidth
{
    /// <summary>No vectors.</summary>
    Scalar,
    /// <summary>128 bits: SSE, Arm's Advanced SIMD.</summary>
    Bits128,
    /// <summary>256 bits: AVX2.</summary>
    Bits256,
    /// <summary>512 bits: AVX-512.</summary>
    Bits512,
}
