namespace Chainrule.Lab.Runs;

/// <summary>What a network made of every sample of a part of the data.</summary>
public sealed record Examination
{
    /// <summary>The part: <c>test</c>, <c>validation</c> or <c>training</c>.</summary>
    public required string Part { get; init; }

    /// <summary>The samples of the part.</summary>
    public required int Count { get; init; }

    /// <summary>The shape of an input.</summary>
    public required Shape InputShape { get; init; }

    /// <summary>Into which classes the samples were put; null for regression.</summary>
    public Confusion? Confusion { get; init; }

    /// <summary>The outputs of the network.</summary>
    public required int Outputs { get; init; }

    /// <summary>What was predicted beside what is true, for the first outputs; null for classification.</summary>
    public IReadOnlyList<PredictedTargets>? Targets { get; init; }

    /// <summary>Whether an input is a picture, grey or in colours: its height and width are the last two of three extents, or all of
    /// two.</summary>
    public bool HasPictures => InputShape.Rank is 2 or 3 && InputShape[^1] > 1 && InputShape[^2] > 1
        && (InputShape.Rank == 2 || InputShape[0] is 1 or 3);
}

/// <summary>One target value of samples, and what was predicted for it.</summary>
/// <param name="True">What is true.</param>
/// <param name="Predicted">What was predicted.</param>
public sealed record PredictedTargets(IReadOnlyList<double> True, IReadOnlyList<double> Predicted);

/// <summary>Into which classes samples were put.</summary>
public sealed record Confusion
{
    /// <summary>The names of the classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>How many samples of each class (rows) were put into each class (columns).</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Counts { get; init; }

    /// <summary>Samples whose outputs were not numbers, so that they were put into no class.</summary>
    public int Undecided { get; init; }

    /// <summary>Whether certainties are probabilities, and not outputs of another kind.</summary>
    public required bool IsProbability { get; init; }

    /// <summary>Samples of each cell that has any, the most instructive ones first: mistakes that the network was most certain of, and
    /// right decisions that it was least certain of.</summary>
    public required IReadOnlyList<ConfusionCell> Cells { get; init; }

    /// <summary>The samples put into a wrong class.</summary>
    public int Mistakes => Counts.Select((row, i) => row.Sum() - row[i]).Sum();
}

/// <summary>The samples of one class that were put into one class.</summary>
/// <param name="True">The class that they are of.</param>
/// <param name="Predicted">The class that they were put into.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Samples">Some of them.</param>
public sealed record ConfusionCell(int True, int Predicted, int Count, IReadOnlyList<ExaminedSample> Samples);

/// <summary>A sample, and how sure the network was of it.</summary>
/// <param name="Index">Its number in the part, from 0.</param>
/// <param name="Certainty">The probability of the class that it was put into, or the output for it.</param>
/// <param name="Inputs">The input, as stored: unscaled.</param>
public sealed record ExaminedSample(int Index, double Certainty, IReadOnlyList<double> Inputs);
