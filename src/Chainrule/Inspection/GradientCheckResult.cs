namespace Chainrule.Inspection;

/// <summary>What a gradient check found.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Checks">How many derivatives were compared.</param>
/// <param name="WorstError">The largest relative error; infinite where a derivative could not be resolved.</param>
/// <param name="Where">The element with that error: <c>0.weight[17]</c>, <c>input[3]</c>, and of a loss alone <c>prediction[3]</c>.</param>
/// <param name="Kinks">How often a kink was detected and stepped around.</param>
/// <param name="Finding">What a layer or the loss does wrong with the memory that it is handed, in a sentence that names it; rows and
/// elements are counted from 0. Null where there is nothing, whatever the derivatives are.</param>
public sealed record GradientCheckResult(string Name, int Checks, double WorstError, string Where, int Kinks, string? Finding = null)
{
    /// <summary>Whether every derivative was compared, the errors are within the tolerance, and there is no finding.</summary>
    public bool Passed => Checks > 0 && IsExact && Finding is null;

    /// <summary>Whether the errors are within the tolerance.</summary>
    private bool IsExact => WorstError <= GradientCheck.Tolerance;

    /// <summary>The result in one line.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Name}: {(Passed ? "passed" : "FAILED")}, {Checks} derivatives, worst relative error "
            + $"{WorstError:E1}{(IsExact ? "" : $" at {Where}")}, {Kinks} kinks stepped around{(Finding is null ? "" : $"; {Finding}")}");
}
