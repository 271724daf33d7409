namespace Chainrule.Kernels.Rows;

/// <summary>What was normalized in the forward pass.</summary>
/// <param name="x">[batch, channels, area].</param>
/// <param name="mean">[channels].</param>
/// <param name="inverse">[channels], 1 / standard deviation.</param>
/// <param name="weight">[channels], or empty.</param>
internal readonly ref struct NormalizedInput<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> mean, ReadOnlySpan<T> inverse, ReadOnlySpan<T> weight)
{
    public ReadOnlySpan<T> X { get; } = x;

    public ReadOnlySpan<T> Mean { get; } = mean;

    public ReadOnlySpan<T> Inverse { get; } = inverse;

    public ReadOnlySpan<T> Weight { get; } = weight;
}

/// <summary>Where the gradients of a normalization go.</summary>
/// <param name="x">[batch, channels, area]; overwritten, or empty.</param>
/// <param name="weight">[channels]; added to, or empty.</param>
/// <param name="bias">[channels]; added to, or empty.</param>
internal readonly ref struct NormalizationGradients<T>(Span<T> x, Span<T> weight, Span<T> bias)
{
    public Span<T> X { get; } = x;

    public Span<T> Weight { get; } = weight;

    public Span<T> Bias { get; } = bias;
}

/// <summary>What was normalized, in memory that stays where it is; null for what is empty.</summary>
internal readonly unsafe struct PinnedInput<T>(T* x, T* mean, T* inverse, T* weight) where T : unmanaged
{
    public T* X { get; } = x;

    public T* Mean { get; } = mean;

    public T* Inverse { get; } = inverse;

    public T* Weight { get; } = weight;
}

/// <summary>Where the gradients go, in memory that stays where it is; null for what is empty.</summary>
internal readonly unsafe struct PinnedGradients<T>(T* x, T* weight, T* bias) where T : unmanaged
{
    public T* X { get; } = x;

    public T* Weight { get; } = weight;

    public T* Bias { get; } = bias;
}
