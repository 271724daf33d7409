namespace Chainrule.Kernels.Vectors;

/// <summary>Vectors of one width, as a type, so that one text serves every width and each has code of its own.</summary>
/// <typeparam name="T">The precision.</typeparam>
/// <typeparam name="TVector">A vector of it.</typeparam>
// The vectors stay .NET's own types: one that a struct of ours wraps does not always stay in a register.
internal unsafe interface IVectors<T, TVector> where T : unmanaged
{
    /// <summary>The elements of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>A number in every lane.</summary>
    static abstract TVector Create(T value);

    /// <summary>The elements at an address.</summary>
    static abstract TVector Load(T* from);

    /// <summary>Writes the elements to an address.</summary>
    static abstract void Store(TVector values, T* to);

    /// <summary>a + b.</summary>
    static abstract TVector Add(TVector a, TVector b);

    /// <summary>a·b + c, rounded once where the machine can; see <see cref="Simd"/>.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);
}
