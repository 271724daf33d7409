namespace Chainrule.Data;

/// <summary>The type of the elements of an <see cref="NdArray"/>.</summary>
public enum ElementType
{
    /// <summary><see cref="bool"/>, NumPy <c>b1</c>.</summary>
    Boolean,
    /// <summary><see cref="sbyte"/>, NumPy <c>i1</c>.</summary>
    SByte,
    /// <summary><see cref="byte"/>, NumPy <c>u1</c>.</summary>
    Byte,
    /// <summary><see cref="short"/>, NumPy <c>i2</c>.</summary>
    Int16,
    /// <summary><see cref="ushort"/>, NumPy <c>u2</c>.</summary>
    UInt16,
    /// <summary><see cref="int"/>, NumPy <c>i4</c>.</summary>
    Int32,
    /// <summary><see cref="uint"/>, NumPy <c>u4</c>.</summary>
    UInt32,
    /// <summary><see cref="long"/>, NumPy <c>i8</c>.</summary>
    Int64,
    /// <summary><see cref="ulong"/>, NumPy <c>u8</c>.</summary>
    UInt64,
    /// <summary><see cref="System.Half"/>, NumPy <c>f2</c>.</summary>
    Half,
    /// <summary><see cref="float"/>, NumPy <c>f4</c>.</summary>
    Single,
    /// <summary><see cref="double"/>, NumPy <c>f8</c>.</summary>
    Double,
}
