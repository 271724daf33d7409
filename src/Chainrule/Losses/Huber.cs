using System.ComponentModel;

namespace Chainrule.Losses;

/// <summary>Huber's loss, quadratic near the target and linear far from it: with e = y − t, loss = (1/n)·Σ (½·e² where |e| ≤ δ, elsewhere
/// δ·(|e| − ½·δ)) for a sample of n outputs; gradient e/n, clamped to ±δ/n.</summary>
/// <remarks>Source: Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35(1), 1964, scaled as PyTorch's
/// <c>HuberLoss</c>: near the target it is half of <see cref="MeanSquaredError"/>.</remarks>
/// <param name="Delta">The error δ at which the parabola becomes a line.</param>
[Description("Huber's loss: squared error near the target, absolute error far from it.")]
[Example("{}"), Example("""{ "delta": 0.3 }""")]
public sealed record Huber([property: Description("The error at which the parabola becomes a line."), Bounds(Above = 0)] double Delta = 1) : Loss
{
    /// <inheritdoc/>
    protected override string Arguments => $"{Delta}";

    /// <inheritdoc/>
    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        T count = T.CreateTruncating(prediction.Length), delta = T.CreateTruncating(Delta), half = T.CreateTruncating(0.5), sum = T.Zero;
        for (int i = 0; i < prediction.Length; i++)
        {
            T error = prediction[i] - target[i], size = T.Abs(error);
            sum += size <= delta ? half * error * error : delta * (size - half * delta);
            if (!gradient.IsEmpty) gradient[i] = T.Clamp(error, -delta, delta) / count;
        }
        return sum / count;
    }
}
