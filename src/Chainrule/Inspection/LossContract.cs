using Chainrule.Losses;

namespace Chainrule.Inspection;

/// <summary>What a loss must do with the memory that it is handed: overwrite its gradient, write to nothing else, keep nothing from one
/// batch to the next, and give the same value where nobody asks for a gradient; mean and sum differ by the number of samples.</summary>
internal sealed class LossContract
{
    private readonly Loss loss;
    private readonly int outputs;
    private readonly double[] prediction, target, gradient;
    private readonly int[] sizes;
    private string? overwritten;

    /// <param name="loss">The loss.</param>
    /// <param name="prediction">The predictions for a batch.</param>
    /// <param name="target">Its targets.</param>
    /// <param name="batchSize">The number of its samples.</param>
    public LossContract(Loss loss, double[] prediction, double[] target, int batchSize)
    {
        this.loss = loss;
        outputs = prediction.Length / batchSize;
        // A batch, and one that holds every sample of it twice.
        sizes = [2 * batchSize, batchSize];
        (this.prediction, this.target) = ([.. prediction, .. prediction], [.. target, .. target]);
        gradient = new double[this.prediction.Length];
    }

    /// <summary>What the loss does wrong first, in a sentence; null where it keeps its contract.</summary>
    public string? FirstBreach()
    {
        Evaluation[] fresh = [.. sizes.Select(size => Evaluate(loss, size))];
        string? breach = overwritten;
        for (int i = 0; i < sizes.Length && breach is null; i++)
            if (Difference(fresh[i], Evaluate(loss, sizes[i])) is { } at)
                breach = $"keeps state between batches: a second time the same batch gives another {at}";
        for (int i = 0; i < sizes.Length && breach is null; i++)
            breach = new Comparison("its gradient", outputs).Overwritten(fresh[i].Gradient, Evaluate(loss, sizes[i], double.NaN).Gradient,
                Evaluate(loss, sizes[i], Comparison.Filling).Gradient) ?? WithoutGradient(fresh[i], sizes[i]) ?? Reduced(sizes[i]);
        breach ??= overwritten;
        return breach is null ? null : $"the loss, {loss}, {breach}";
    }

    private string? WithoutGradient(Evaluation fresh, int size)
    {
        try
        {
            double value = loss.Evaluate<double>(prediction.AsSpan(0, size * outputs), target.AsSpan(0, size * outputs), [], size);
            return Value.FirstDifference([fresh.Value], [value]) is null ? null : "gives another value where nobody asks for its gradient";
        }
        catch (Exception error) when (error is ArgumentException or IndexOutOfRangeException)
        {
            return $"throws {error.GetType().Name} where nobody asks for its gradient, which is empty then";
        }
    }

    private string? Reduced(int size)
    {
        Evaluation mean = Evaluate(loss with { Reduction = Reduction.Mean }, size),
            sum = Evaluate(loss with { Reduction = Reduction.Sum }, size);
        if (Value.FirstDifference([mean.Value], [sum.Value], size) is not null)
            return "ignores the reduction: the sum over a batch is not the mean times the number of samples";
        return Gradient.FirstDifference(mean.Gradient, sum.Gradient, size) is { } at
            ? $"ignores the reduction in its gradient: that of the sum is not that of the mean times the number of samples at {at}" : null;
    }

    private Evaluation Evaluate(Loss loss, int size, double filling = 0)
    {
        double[] y = prediction[..(size * outputs)], t = target[..(size * outputs)];
        Span<double> room = gradient.AsSpan(0, size * outputs);
        room.Fill(filling);
        double value = loss.Evaluate<double>(y, t, room, size);
        overwritten ??= (new Comparison("prediction", outputs).FirstDifference(prediction.AsSpan(0, y.Length), y)
            ?? new Comparison("target", outputs).FirstDifference(target.AsSpan(0, t.Length), t)) is { } at
            ? $"writes to {at}, which it may only read" : null;
        return new(value, [.. room]);
    }

    private string? Difference(Evaluation expected, Evaluation actual) =>
        Value.FirstDifference([expected.Value], [actual.Value]) is not null ? "value"
            : Gradient.FirstDifference(expected.Gradient, actual.Gradient);

    private static Comparison Value => new("value", 0);

    private Comparison Gradient => new("gradient", outputs);

    private sealed record Evaluation(double Value, double[] Gradient);
}
