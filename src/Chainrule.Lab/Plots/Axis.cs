namespace Chainrule.Lab.Plots;

/// <summary>What an axis of a plot shows.</summary>
public sealed record Axis
{
    /// <summary>What is measured: <c>epoch</c>.</summary>
    public string Label { get; init; } = "";

    /// <summary>In what unit, written in parentheses after the label.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether equal distances are equal factors. Values that are not positive cannot be drawn then.</summary>
    public bool Log { get; init; }

    /// <summary>Where the axis begins; by default where the values do.</summary>
    public double? Min { get; init; }

    /// <summary>Where the axis ends; by default where the values do.</summary>
    public double? Max { get; init; }

    /// <summary>Names for the values 0, 1, 2, … in place of numbers.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>The label with the unit.</summary>
    internal string Text => string.IsNullOrEmpty(Unit) ? Label : Label.Length == 0 ? Unit : $"{Label} ({Unit})";
}
