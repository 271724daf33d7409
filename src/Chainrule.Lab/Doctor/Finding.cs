using System.Globalization;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Doctor;

/// <summary>Something that goes wrong with trainings: how it is recognised, and what helps. One file each.</summary>
internal abstract class Finding
{
    /// <summary>What a training that has it gets to read: what was seen, with numbers and layers, and what to do. Null for any other
    /// training.</summary>
    public abstract string? Find(TrainingCase training);

    /// <summary>The findings that follow from this one and need not be reported as well.</summary>
    public virtual IReadOnlyList<Type> Explains => [];

    /// <summary>A share as people read it.</summary>
    protected static string Percent(double share) =>
        (share * 100).ToString(share is > 0.995 and < 1 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A network beside guessing, in numbers.</summary>
    protected static string Compared(Baseline seen) => seen.GuessedClass is null
        ? $"its loss on the {seen.Part} part is {Numerals.Value(seen.Loss, 3)}, that of always answering the "
            + $"{seen.GuessedValue} of the targets {Numerals.Value(seen.GuessedLoss, 3)}"
        : $"it puts {Numerals.Percent(seen.Accuracy)} of the {seen.Part} part into the right class"
            + $"{(seen.IsOneClass ? " (and all of it into the same one)" : "")}, and always answering {seen.GuessedClass} would be right "
            + $"for {Numerals.Percent(seen.GuessedAccuracy)}; its loss is {Numerals.Value(seen.Loss, 3)}, that of guessing "
            + Numerals.Value(seen.GuessedLoss, 3);

    /// <summary>A number as people read it.</summary>
    protected static string Number(double value) => Numerals.Value(value, 2);
}
