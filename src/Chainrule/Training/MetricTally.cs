using System.Numerics;

namespace Chainrule.Training;

/// <summary>A metric while it is measured: it sees every batch once and then knows its value over all of them.</summary>
/// <remarks>Its state is a list of numbers, so that a training which is interrupted within an epoch goes on with the same bits. One whose
/// state has a fixed length should allocate nothing in <see cref="Add"/>, which is called in every step.</remarks>
public abstract class MetricTally
{
    /// <summary>The value over all samples added since the last <see cref="Clear"/>; asked for several times a second where the progress of
    /// a training is shown.</summary>
    public abstract double Value { get; }

    /// <summary>All that it keeps, as <see cref="Restore"/> takes it.</summary>
    public abstract ReadOnlySpan<double> State { get; }

    /// <summary>Adds a batch.</summary>
    /// <param name="predictions">The network's outputs, [samples, outputs].</param>
    /// <param name="targets">What they should have been, [samples, outputs]; for classes one-hot rows, or 0 and 1 for a single
    /// output.</param>
    /// <param name="samples">The number of samples.</param>
    public abstract void Add<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Starts again.</summary>
    public abstract void Clear();

    /// <summary>Takes over a state.</summary>
    /// <param name="state">What <see cref="State"/> was.</param>
    /// <exception cref="ArgumentException">It is no state of such a metric.</exception>
    public abstract void Restore(ReadOnlySpan<double> state);
}
