using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Chainrule.Data;

/// <summary>Rows of equal width in the type that they were stored in, read as <typeparamref name="T"/>: bytes stay bytes until a batch
/// asks for them.</summary>
internal abstract class Samples<T>(int width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of elements in a row.</summary>
    public int Width { get; } = width;

    /// <summary>The number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>The name of the stored type.</summary>
    public abstract string Stored { get; }

    /// <summary>Whether the stored type cannot hold NaN or infinity, nor anything that T cannot.</summary>
    public abstract bool IsIntegral { get; }

    /// <summary>Reads a row, scaled.</summary>
    public abstract void CopyRow(int row, Span<T> destination);

    /// <summary>Reads a row as it is stored.</summary>
    public abstract void CopyStored(int row, Span<double> destination);

    /// <summary>The stored bytes of a row.</summary>
    public abstract ReadOnlySpan<byte> Bytes(int row);

    /// <summary>The same rows, read through a scale.</summary>
    public abstract Samples<T> Scaled(FeatureScale? scale);

    /// <summary>Rows over an array from a file; types without storage of their own are widened (64-bit integers to the nearest
    /// double).</summary>
    public static Samples<T> From(NdArray array, int width) => array.Data switch
    {
        byte[] data when array.ElementType == ElementType.Byte => new Samples<byte, T>(data, width),
        bool[] data => new Samples<byte, T>(MemoryMarshal.AsBytes<bool>(data).ToArray(), width),
        ushort[] data when array.ElementType == ElementType.UInt16 => new Samples<ushort, T>(data, width),
        float[] data => new Samples<float, T>(data, width),
        double[] data => new Samples<double, T>(data, width),
        sbyte[] data => new Samples<float, T>(Widen<sbyte, float>(data), width),
        short[] data => new Samples<float, T>(Widen<short, float>(data), width),
        Half[] data => new Samples<float, T>(Widen<Half, float>(data), width),
        uint[] data when array.ElementType == ElementType.UInt32 => new Samples<double, T>(Widen<uint, double>(data), width),
        int[] data => new Samples<double, T>(Widen<int, double>(data), width),
        ulong[] data when array.ElementType == ElementType.UInt64 => new Samples<double, T>(Widen<ulong, double>(data), width),
        long[] data => new Samples<double, T>(Widen<long, double>(data), width),
        _ => throw new DataException($"Arrays of {array.ElementType} hold no numbers."),
    };

    private static TTo[] Widen<TFrom, TTo>(TFrom[] data) where TFrom : INumberBase<TFrom> where TTo : INumberBase<TTo>
    {
        TTo[] wide = new TTo[data.Length];
        TensorPrimitives.ConvertTruncating<TFrom, TTo>(data, wide);
        return wide;
    }
}

/// <summary>Rows stored as <typeparamref name="TStored"/>.</summary>
internal sealed class Samples<TStored, T> : Samples<T>
    where TStored : unmanaged, INumber<TStored>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TStored[] data;
    private readonly FeatureScale? scale;
    private readonly T? wholeDivisor;

    public Samples(TStored[] data, int width, FeatureScale? scale = null) : base(width)
    {
        this.data = data;
        this.scale = scale;
        // Where T holds the stored values exactly, a mere division in T rounds once, as the way through double does.
        bool isExact = typeof(TStored) == typeof(byte) || typeof(TStored) == typeof(T);
        if (isExact && scale is { IsGlobal: true, Shift: [0], Divisor: [double divisor] }
            && double.CreateTruncating(T.CreateTruncating(divisor)) == divisor)
            wholeDivisor = T.CreateTruncating(divisor);
    }

    public override int Count => data.Length / Width;

    public override string Stored => typeof(TStored).Name;

    public override bool IsIntegral => typeof(TStored) == typeof(byte);

    public override void CopyRow(int row, Span<T> destination)
    {
        ReadOnlySpan<TStored> source = Row(row);
        if (scale is null || wholeDivisor is not null) TensorPrimitives.ConvertTruncating(source, destination);
        if (wholeDivisor is { } divisor) TensorPrimitives.Divide(destination[..Width], divisor, destination);
        else scale?.Apply(source, destination);
    }

    public override void CopyStored(int row, Span<double> destination) => TensorPrimitives.ConvertTruncating(Row(row), destination);

    public override ReadOnlySpan<byte> Bytes(int row) => MemoryMarshal.AsBytes(Row(row));

    public override Samples<T> Scaled(FeatureScale? scale) => new Samples<TStored, T>(data, Width, scale);

    private ReadOnlySpan<TStored> Row(int row) => data.AsSpan(row * Width, Width);
}
