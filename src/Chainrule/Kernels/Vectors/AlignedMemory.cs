using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chainrule.Kernels.Vectors;

/// <summary>Memory that starts on a cache line and stays where it is, so that no vector of it crosses two lines.</summary>
internal static unsafe class AlignedMemory
{
    /// <summary>The bytes of a cache line, and of the widest vector.</summary>
    public const int Line = 64;

    /// <summary>Zeros.</summary>
    public static Memory<T> Allocate<T>(int length) where T : unmanaged
    {
        T[] array = GC.AllocateArray<T>(checked(length + Line / sizeof(T)), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        return array.AsMemory((int)(-address & (Line - 1)) / sizeof(T), length);
    }

    /// <summary>The next address at or after this one that starts a cache line.</summary>
    public static T* Align<T>(T* address) where T : unmanaged => (T*)((nint)address + Line - 1 & -Line);
}
