using System.ComponentModel;
using System.Globalization;
using Chainrule.Inspection;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Results;
using Chainrule.Layers;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>The gradients of the arms' networks and losses are right: backpropagation agrees with central differences in double
/// precision.</summary>
[Description("The gradients of the arms' networks are right: backpropagation agrees with central differences.")]
public sealed record GradientsClaim : Claim
{
    /// <summary>The most derivatives that are compared per tensor, picked at random where there are more.</summary>
    [Description("The most derivatives that are compared per tensor, picked at random where there are more."), Bounds(From = 1)]
    public int Most { get; init; } = 50;

    /// <inheritdoc/>
    protected override (bool Holds, string Numbers) Judge(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        bool holds = true;
        List<string> numbers = [];
        foreach (ArmResults arm in results.Among(Among))
        {
            GradientCheckResult result = Check(arm, Most);
            holds &= result.Passed;
            string problem = result.Passed ? "" : result.Finding is null ? $" at {result.Where}" : $"; {result.Finding}";
            numbers.Add(string.Create(CultureInfo.InvariantCulture,
                $"{arm.Arm.Label}: {result.Checks} derivatives, "
                + $"worst relative error {result.WorstError:0.0e+0}{problem}"));
        }
        return (holds,
            string.Create(CultureInfo.InvariantCulture, $"{string.Join("; ", numbers)}; allowed {GradientCheck.Tolerance:0e+0}"));
    }

    private static GradientCheckResult Check(ArmResults arm, int most)
    {
        Network<double> network = Experiment.Build<double>(arm.Arm.Document, arm.Runs[0].Model.InputShape);
        return GradientCheck.Network(network, arm.Arm.Document.Recipe.Loss, name: arm.Arm.Label, most: most);
    }
}
