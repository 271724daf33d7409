using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Data;

/// <summary>A data set in parts: to train on, to choose by, and to report on.</summary>
/// <param name="Train">The samples that weights are fitted to.</param>
/// <param name="Validation">The samples that early stopping and the choice of hyper-parameters look at.</param>
/// <param name="Test">The samples that are looked at once, at the end.</param>
public sealed record DataSplit<T>(Dataset<T> Train, Dataset<T>? Validation = null, Dataset<T>? Test = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What looks wrong in the parts without making them unusable, a sentence each.</summary>
    public IReadOnlyList<string> Warnings => [.. Train.Warnings.Union(Validation?.Warnings ?? []).Union(Test?.Warnings ?? [])];

    /// <summary>The same parts, all scaled by what the training part calls for.</summary>
    public DataSplit<T> Scaled(Scaling scaling)
    {
        if (scaling == Scaling.None) return this;
        FeatureScale scale = FeatureScale.Fit(Train, scaling);
        return new(Train.Scaled(scale), Validation?.Scaled(scale), Test?.Scaled(scale));
    }

    internal static DataSplit<T> Of(Dataset<T> data, double validation, double test, ulong seed, bool stratified)
    {
        int validationCount = CountOf(data, validation, nameof(validation)), testCount = CountOf(data, test, nameof(test));
        if ((long)validationCount + testCount >= data.Count)
            throw new DataException(
                $"Nothing is left of '{data.Name}' to train on: of {data.Count} samples, "
                + $"{validationCount} are for validation and {testCount} for testing.");
        if (validationCount + testCount == 0) return new(data);

        int[] order = new int[data.Count];
        Order.FillInSequence(order);
        new RandomStream(seed, RandomPurpose.Split).Shuffle(order);
        if (stratified) Stratify(data, order);
        return new(
            Part(data, order.AsSpan(testCount + validationCount)),
            validationCount == 0 ? null : Part(data, order.AsSpan(testCount, validationCount)),
            testCount == 0 ? null : Part(data, order.AsSpan(0, testCount)));
    }

    /// <summary>A share as a number of samples; a fraction above 0 is at least one sample.</summary>
    private static int CountOf(Dataset<T> data, double share, string part)
    {
        bool isFraction = share is > 0 and < 1;
        if (share != 0 && !isFraction && !(share >= 1 && share <= int.MaxValue && share == Math.Floor(share)))
            throw new DataException(
                $"The {part} part of '{data.Name}' is {share.ToString(System.Globalization.CultureInfo.InvariantCulture)}; expected a "
                    + "fraction below 1 or a whole number of samples.");
        return isFraction ? Math.Max(1, (int)Math.Round(share * data.Count, MidpointRounding.AwayFromZero)) : (int)share;
    }

    /// <summary>Reorders so that every stretch of the order holds each class in its share of the whole: sample k of a class with n samples
    /// is placed at (k + ½)/n.</summary>
    private static void Stratify(Dataset<T> data, int[] order)
    {
        Dictionary<int, int> size = [], seen = [];
        foreach (int index in order) size[data.Label(index)] = size.GetValueOrDefault(data.Label(index)) + 1;
        double[] place = new double[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            int label = data.Label(order[i]), rank = seen.GetValueOrDefault(label);
            seen[label] = rank + 1;
            place[i] = (rank + 0.5) / size[label];
        }
        // A stable sort: classes that tie keep their random order.
        int[] sorted = [.. Enumerable.Range(0, order.Length).OrderBy(i => place[i]).Select(i => order[i])];
        sorted.CopyTo(order, 0);
    }

    /// <summary>A part, in the order of the whole.</summary>
    private static Dataset<T> Part(Dataset<T> data, Span<int> indices)
    {
        indices.Sort();
        return data.Subset(indices);
    }
}
