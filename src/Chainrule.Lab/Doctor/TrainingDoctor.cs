using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Doctor;

/// <summary>How the layers fared during a training: what it comes to in words, and the statistics over time.</summary>
/// <param name="Findings">Each a sentence or two; none where all went well.</param>
/// <param name="Plots">Statistics of the layers over time.</param>
public sealed record TrainingDiagnosis(IReadOnlyList<string> Findings, IReadOnlyList<Plot> Plots);

/// <summary>Looks at how a training went and says what is wrong with it, and what helps.</summary>
public static class TrainingDoctor
{
    /// <summary>What is looked for, causes before what follows from them.</summary>
    private static readonly Finding[] findings =
    [
        new UnscaledInputs(), new Diverged(), new SaturatedUnits(), new DeadUnits(), new VanishingGradients(), new ExcessiveUpdates(),
        new SlowLearning(), new Guessing(), new Memorizing(), new Overfitting(),
    ];

    /// <summary>The diagnosis: the findings that no other one explains, and the statistics over time.</summary>
    public static TrainingDiagnosis Examine(RunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        TrainingCase training = new(result);
        List<string> found = [];
        HashSet<Type> explained = [];
        foreach (Finding finding in findings)
        {
            if (finding.Find(training) is not { } words) continue;
            if (!explained.Contains(finding.GetType())) found.Add(words);
            explained.UnionWith(finding.Explains);
        }
        return new(found, StatisticsPlots.Of(training));
    }
}
