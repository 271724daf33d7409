using System.ComponentModel;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>Every run gets a measure to a value within some epochs.</summary>
[Description("Every run gets a measure to a value within some epochs.")]
public sealed record ReachesClaim : HistoryClaim
{
    /// <summary>The value.</summary>
    [Description("The value.")]
    public required double Value { get; init; }

    /// <summary>The epochs that it may take; all that are trained by default.</summary>
    [Description("The epochs that it may take; all that are trained by default."), Bounds(From = 1)]
    public int? Within { get; init; }

    /// <inheritdoc/>
    protected override (bool Holds, string Numbers) Judge(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        bool holds = true;
        List<string> numbers = [];
        foreach (ArmResults arm in results.Among(Among))
        {
            IReadOnlyList<double> epochs = Measures.Of([arm], Measure, reaches: Value);
            holds &= epochs.All(epoch => double.IsFinite(epoch) && !(epoch > Within));
            numbers.Add($"{arm.Arm.Label} {string.Join(", ", epochs.Select(epoch => Measures.Number(epoch, "epochs")))}");
        }
        return (holds, $"{Measures.Words(Measure, reaches: Value, arms: results.Plan.Arms)}, run by run: "
            + $"{string.Join("; ", numbers)}{(Within is { } within ? $"; claimed within {within}" : "")}");
    }
}
