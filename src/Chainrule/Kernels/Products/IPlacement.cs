using System.Runtime.CompilerServices;

namespace Chainrule.Kernels.Products;

/// <summary>Where a tile finds the elements of a factor, as a type, so that each way has code of its own.</summary>
internal unsafe interface IPlacement
{
    /// <summary>Whether the elements are where a list says, rather than one after the other in the order in which they are read.</summary>
    static abstract bool IsSpread { get; }

    /// <summary>Where row i of the left factor begins.</summary>
    static abstract nint Place(int* places, int i);
}

/// <summary>The left factor as [depth, rows], the right one as [depth, columns of the tile].</summary>
internal readonly unsafe struct Packed : IPlacement
{
    public static bool IsSpread => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Place(int* places, int i) => i;
}

/// <summary>The left factor: row i begins at places[i], and its element k is steps[k] further on. The right one: row k begins at
/// steps[k].</summary>
internal readonly unsafe struct Spread : IPlacement
{
    public static bool IsSpread => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Place(int* places, int i) => places[i];
}
