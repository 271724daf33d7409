using System.Numerics;
using System.Runtime.InteropServices;
using Chainrule.Parameters;

namespace Chainrule.Outside.Tests.Inspection;

/// <summary>What is wrong with <see cref="WrongSquare"/>.</summary>
public enum LayerMistake
{
    None, AddsToY, AddsToDx, NeverWritesDx, ForgetsRowOfY, ForgetsRowOfDx, ForgetsElementOfDx, ForgetsRowOfSmallBatch, ReadsOldDx,
    AddsToScratch, LeavesScratchUnwritten, OverwritesGradient, OverwritesFirstGradient, AddsToGradientThatCountsAsZero, CountsPasses,
    KeepsInput, WritesToX, WritesToDy, WritesToYInBackward, ChangesWeight, ChangesBufferAtInference, NeedsDx, ForgetsGradientWithoutDx,
    DoublesDxInLargeBatch,
}

/// <summary>y = w·x², whose scratch holds x², with one mistake.</summary>
public sealed record WrongSquare(LayerMistake Mistake = LayerMistake.None) : Layer
{
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new CompiledWrongSquare<T>(Mistake, builder.Input,
        builder.Parameter("weight", builder.Input, new Fan(1, 1), new ConstantValue(0.5)), builder.Buffer("seen", [1]));
}

internal sealed class CompiledWrongSquare<T>(LayerMistake mistake, Shape shape, Parameter<T> weight, LayerBuffer<T> seen)
    : CompiledLayer<T>(shape, shape) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int features = shape.Size;
    private T[] kept = [];
    private int passes;

    public override int ScratchLength(int batchSize) => batchSize * features;

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        passes++;
        if (mistake == LayerMistake.KeepsInput) kept = x.ToArray();
        if (mistake == LayerMistake.WritesToX) Writable(x)[1] = T.Zero;
        if (mistake == LayerMistake.ChangesBufferAtInference || pass.Training) seen.Value[0] += T.One;
        for (int i = 0; i < x.Length; i++)
        {
            T square = x[i] * x[i], output = weight.Value[i % features] * square;
            if (mistake == LayerMistake.CountsPasses) output *= T.CreateTruncating(passes);
            if (mistake == LayerMistake.AddsToScratch) pass.Scratch[i] += square;
            else if (mistake != LayerMistake.LeavesScratchUnwritten || i != 2) pass.Scratch[i] = square;
            if (mistake == LayerMistake.AddsToY) output += y[i];
            if (!IsForgotten(LayerMistake.ForgetsRowOfY, i, x.Length)) y[i] = output;
        }
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        if (mistake == LayerMistake.ForgetsGradientWithoutDx && dx.IsEmpty) return;
        if (mistake == LayerMistake.NeedsDx) dx[0] = T.Zero;
        if (mistake == LayerMistake.ChangesWeight) weight.Value[1] *= T.CreateTruncating(0.9);
        if (mistake == LayerMistake.WritesToYInBackward) Writable(y)[^1] = T.One;
        AddGradient(pass.Scratch, dy);
        ReadOnlySpan<T> input = mistake == LayerMistake.KeepsInput ? kept : x;
        T two = T.One + T.One;
        for (int i = 0; i < dx.Length; i++)
        {
            T result = two * weight.Value[i % features] * input[i % input.Length] * dy[i];
            if (mistake == LayerMistake.AddsToDx) result += dx[i];
            if (mistake == LayerMistake.DoublesDxInLargeBatch && pass.BatchSize > 3) result += result;
            if (mistake == LayerMistake.ReadsOldDx) result += T.Zero * dx[i];
            if (mistake == LayerMistake.NeverWritesDx || (mistake == LayerMistake.ForgetsElementOfDx && i == 5)
                || IsForgotten(LayerMistake.ForgetsRowOfDx, i, dx.Length)) continue;
            if (mistake == LayerMistake.ForgetsRowOfSmallBatch && pass.BatchSize == 1) continue;
            dx[i] = result;
        }
        if (mistake == LayerMistake.WritesToDy) Writable(dy)[0] = T.Zero;
    }

    private void AddGradient(ReadOnlySpan<T> squares, ReadOnlySpan<T> dy)
    {
        T[] sums = new T[features];
        for (int i = 0; i < dy.Length; i++) sums[i % features] += squares[i] * dy[i];
        Span<T> gradient = mistake == LayerMistake.AddsToGradientThatCountsAsZero ? weight.TakeGradient(out _) : weight.Gradient;
        for (int j = 0; j < features; j++)
            if (mistake == LayerMistake.OverwritesGradient || (mistake == LayerMistake.OverwritesFirstGradient && j == 0))
                gradient[j] = sums[j];
            else gradient[j] += sums[j];
    }

    /// <summary>Whether an element belongs to the last row and this is the mistake.</summary>
    private bool IsForgotten(LayerMistake forgetting, int i, int length) => mistake == forgetting && i >= length - features;

    private static Span<T> Writable(ReadOnlySpan<T> values) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(values), values.Length);
}
