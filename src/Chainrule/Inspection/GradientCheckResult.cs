namespace Chainrule.Inspection;

/// <summary>What a gradient check found.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Checks">How many derivatives were compared.</param>
/// <param name="WorstError">The largest relative error; infinite where a derivative could not be resolved.</param>
/// <param name="Where">The element with that error: <c>0.weight[17]</c>, <c>input[3]</c>.</param>
/// <param name="Kinks">How often a kink was detected and stepped around.</param>
public sealed record GradientCheckResult(string Name, int Checks, double WorstError, string Where, int Kinks)
{
    /// <summary>Whether every derivative was compared and the errors are within the tolerance.</summary>
    public bool Passed => Checks > 0 && WorstError <= GradientCheck.Tolerance;

    /// <summary>The result in one line.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Name}: {(Passed ? "passed" : "FAILED")}, {Checks} derivatives, worst relative error "
            + $"{WorstError:E1}{(Passed ? "" : $" at {Where}")}, {Kinks} kinks stepped around");
}
