using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text;
using Chainrule.Kernels;

namespace Chainrule.Data;

/// <summary>Samples to train on or to test with: inputs of one shape, each with a class label or with a row of target values.</summary>
/// <remarks>Immutable, and compact: values stay in the type that they were stored in (a pixel is a byte) and are converted and scaled when
/// a batch is gathered. Subsets and scaled views share the storage. Made by <see cref="Dataset"/>, by <see cref="Generators"/> or by a
/// reader.</remarks>
public sealed partial class Dataset<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Samples<T> inputs;
    private readonly Samples<T>? targets;
    private readonly int[]? labels;
    private readonly int[]? rows;
    private string? sha256;
    private Dataset<T>? source;

    internal Dataset(string name, Shape inputShape, Samples<T> inputs, int[] labels, int classes, IReadOnlyList<string>? classNames,
        (double Low, double High)? range)
    {
        (Name, InputShape, Classes, ClassNames, Range) = (name, inputShape, classes, classNames, range);
        (this.inputs, this.labels) = (inputs, labels);
    }

    internal Dataset(string name, Shape inputShape, Samples<T> inputs, Shape targetShape, Samples<T> targets,
        (double Low, double High)? range)
    {
        (Name, InputShape, TargetShape, Range) = (name, inputShape, targetShape, range);
        (this.inputs, this.targets) = (inputs, targets);
    }

    private Dataset(Dataset<T> source, Samples<T> inputs, FeatureScale? scale, int[]? rows)
    {
        (Name, InputShape, TargetShape, Classes, ClassNames, Range) =
            (source.Name, source.InputShape, source.TargetShape, source.Classes, source.ClassNames, source.Range);
        (this.inputs, targets, labels, Scale, this.rows) = (inputs, source.targets, source.labels, scale, rows);
        (ColumnNames, Schema, Warnings) = (source.ColumnNames, source.Schema, source.Warnings);
    }

    /// <summary>What the data is called in messages and reports.</summary>
    public string Name { get; }

    /// <summary>The shape of one input.</summary>
    public Shape InputShape { get; }

    /// <summary>The number of samples.</summary>
    public int Count => rows?.Length ?? inputs.Count;

    /// <summary>The number of classes; 0 for regression.</summary>
    public int Classes { get; private init; }

    /// <summary>The shape of one row of target values; a scalar where targets are class labels.</summary>
    public Shape TargetShape { get; }

    /// <summary>What the classes are called, where they have names.</summary>
    public IReadOnlyList<string>? ClassNames { get; private init; }

    /// <summary>What looks wrong in the data without making it unusable, a sentence each; none by default.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>The scaling that inputs are gathered through; none where they are gathered as stored.</summary>
    public FeatureScale? Scale { get; }

    /// <summary>The range that the stored values come from, where it is known without looking at them.</summary>
    internal (double Low, double High)? Range { get; }

    /// <summary>Some of the samples, in the order given; storage is shared.</summary>
    /// <exception cref="DataException">No index is given, or one is not below <see cref="Count"/>.</exception>
    public Dataset<T> Subset(ReadOnlySpan<int> indices)
    {
        if (indices.IsEmpty) throw new DataException($"A subset of '{Name}' needs at least one sample.");
        int[] chosen = new int[indices.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            if ((uint)indices[i] >= (uint)Count) throw new DataException(
                $"'{Name}' holds samples 0 to {Count - 1}, but index {indices[i]} was asked for.");
            chosen[i] = Row(indices[i]);
        }
        return new(this, inputs, Scale, chosen);
    }

    /// <summary>The same samples with inputs gathered through <paramref name="scale"/>, which replaces any scaling they had.</summary>
    /// <exception cref="DataException">The scale is for another number of features, or divides by zero.</exception>
    public Dataset<T> Scaled(FeatureScale? scale)
    {
        if (scale is { Shift: null } or { Divisor: null }) throw new DataException("A scaling needs shifts and divisors, but has none.");
        if (scale is { IsGlobal: false } && (scale.Shift.Length != InputShape.Size || scale.Divisor.Length != InputShape.Size))
            throw new DataException(
                $"The scaling has {scale.Shift.Length} shifts and {scale.Divisor.Length} divisors, "
                + $"but an input of '{Name}' has {InputShape.Size} features ({InputShape}).");
        if (scale is not null && (scale.Divisor.Contains(0) || !scale.Shift.Concat(scale.Divisor).All(double.IsFinite)))
            throw new DataException("A scaling needs finite shifts and finite divisors other than 0.");
        return new(this, inputs.Scaled(scale), scale, rows);
    }

    /// <summary>The same samples with further warnings.</summary>
    /// <param name="warnings">What looks wrong, a sentence each.</param>
    public Dataset<T> WithWarnings(params IEnumerable<string> warnings) =>
        new(this, inputs, Scale, rows) { Warnings = [.. Warnings.Union(warnings)] };

    /// <summary>Training, validation and test parts after a seeded shuffle; each part keeps the order of the whole.</summary>
    /// <param name="validation">A number of samples, or a fraction where below 1.</param>
    /// <param name="test">A number of samples, or a fraction where below 1.</param>
    /// <param name="seed">The same seed gives the same parts.</param>
    /// <param name="stratified">Whether every part holds the classes in the proportions of the whole.</param>
    /// <exception cref="DataException">Nothing is left to train on, a share makes no sense, or there are no labels to stratify
    /// by.</exception>
    public DataSplit<T> Split(double validation = 0, double test = 0, ulong seed = 1, bool stratified = false) =>
        DataSplit<T>.Of(this, validation, test, seed, stratified);

    /// <summary>Writes inputs one after the other, scaled: <c>[indices, …InputShape]</c>.</summary>
    public void GatherInputs(ReadOnlySpan<int> indices, Span<T> inputs)
    {
        int width = InputShape.Size;
        for (int i = 0; i < indices.Length; i++) this.inputs.CopyRow(Row(indices[i]), inputs.Slice(i * width, width));
    }

    /// <summary>Writes inputs one after the other, scaled, with several threads.</summary>
    internal void GatherInputs(Team team, ReadOnlyMemory<int> indices, Memory<T> inputs) =>
        team.Run(new GatherPieces(this, indices, inputs, Math.Max(1, SmallestGather / InputShape.Size)), Cut
            .Count(indices.Length, Math.Max(1, SmallestGather / InputShape.Size)));

    /// <summary>All inputs, scaled, as one tensor <c>[Count, …InputShape]</c>.</summary>
    public Tensor<T> InputTensor()
    {
        T[] values = new T[checked(Count * InputShape.Size)];
        for (int i = 0; i < Count; i++) inputs.CopyRow(Row(i), values.AsSpan(i * InputShape.Size, InputShape.Size));
        return Tensor.Create(values, [Count, .. InputShape.Select(extent => (nint)extent)]);
    }

    /// <summary>The SHA-256 of shapes, stored inputs and targets in the order of the samples, in hexadecimal; scaling plays no
    /// part.</summary>
    public string Sha256 => sha256 ??= ComputeSha256();

    /// <summary>Writes inputs one after the other as they are stored, unscaled: <c>[indices, …InputShape]</c>.</summary>
    public void GatherStored(ReadOnlySpan<int> indices, Span<double> inputs)
    {
        int width = InputShape.Size;
        for (int i = 0; i < indices.Length; i++) CopyStored(indices[i], inputs.Slice(i * width, width));
    }

    internal void CopyStored(int index, Span<double> values) => inputs.CopyStored(Row(index), values);

    /// <summary>The elements that are worth handing to another thread.</summary>
    private const int SmallestGather = 8192;

    private readonly struct GatherPieces(Dataset<T> data, ReadOnlyMemory<int> indices, Memory<T> inputs, int size) : IPieces
    {
        public void Run(int piece)
        {
            int first = piece * size, count = Math.Min(size, indices.Length - first), width = data.InputShape.Size;
            data.GatherInputs(indices.Span.Slice(first, count), inputs.Span.Slice(first * width, count * width));
        }
    }

    private int Row(int index)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"'{Name}' holds samples 0 to {Count - 1}.");
        return rows is null ? index : rows[index];
    }

    private string ComputeSha256()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string target = labels is null ? $"{targets!.Stored} {TargetShape}" : $"{Classes} classes";
        hash.AppendData(Encoding.UTF8.GetBytes($"{Count} samples\n{inputs.Stored} {InputShape}\n{target}\n"));
        for (int i = 0; i < Count; i++) hash.AppendData(inputs.Bytes(Row(i)));
        Span<byte> label = stackalloc byte[sizeof(int)];
        for (int i = 0; i < Count; i++)
            if (labels is null) hash.AppendData(targets!.Bytes(Row(i)));
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(label, labels[Row(i)]);
                hash.AppendData(label);
            }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
