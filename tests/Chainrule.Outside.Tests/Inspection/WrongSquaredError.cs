using System.Runtime.InteropServices;

namespace Chainrule.Outside.Tests.Inspection;

/// <summary>What is wrong with <see cref="WrongSquaredError"/>.</summary>
public enum LossMistake
{
    None, ForgetsFactor, AddsToGradient, NeverWritesGradient, ForgetsElement, ForgetsRow, ReadsOldGradient, CountsSamples, IgnoresReduction,
    IgnoresReductionInGradient, OtherValueWithoutGradient, NeedsGradient, WritesToPrediction,
}

/// <summary>Σ (y − t)², with one mistake.</summary>
public sealed record WrongSquaredError(LossMistake Mistake = LossMistake.None) : Loss
{
    private int samples;

    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        T sum = T.Zero, two = T.One + T.One;
        for (int i = 0; i < prediction.Length; i++)
        {
            T error = prediction[i] - target[i], slope = Mistake == LossMistake.ForgetsFactor ? error : two * error;
            sum += error * error;
            if ((gradient.IsEmpty && Mistake != LossMistake.NeedsGradient) || IsForgotten(i, target)) continue;
            if (Mistake == LossMistake.IgnoresReductionInGradient && Reduction == Reduction.Sum) slope /= two;
            if (Mistake == LossMistake.AddsToGradient) slope += gradient[i];
            if (Mistake == LossMistake.ReadsOldGradient) slope += T.Zero * gradient[i];
            gradient[i] = slope;
        }
        if (Mistake == LossMistake.WritesToPrediction) MemoryMarshal.GetReference(prediction[1..]) = T.Zero;
        if (Mistake == LossMistake.CountsSamples) sum *= T.CreateTruncating(++samples);
        if (Mistake == LossMistake.IgnoresReduction && Reduction == Reduction.Sum) sum /= two;
        return Mistake == LossMistake.OtherValueWithoutGradient && gradient.IsEmpty ? T.Zero : sum;
    }

    private bool IsForgotten<T>(int i, ReadOnlySpan<T> target) where T : System.Numerics.INumber<T> =>
        Mistake == LossMistake.NeverWritesGradient || (Mistake == LossMistake.ForgetsElement && i == 2)
        || (Mistake == LossMistake.ForgetsRow && T.IsNegative(target[0]));
}
