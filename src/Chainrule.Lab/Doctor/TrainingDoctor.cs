using Chainrule.Lab.Reports;

namespace Chainrule.Lab.Doctor;

/// <summary>Looks at how a training went and says what is wrong with it, and what helps.</summary>
internal static class TrainingDoctor
{
    /// <summary>What is looked for, causes before what follows from them.</summary>
    private static readonly Illness[] Illnesses =
    [
        new UnscaledInputs(), new Diverged(), new SaturatedUnits(), new DeadUnits(), new VanishingGradients(), new ExcessiveUpdates(), new SlowLearning(), new Overfitting(),
    ];

    /// <summary>The diagnosis: a finding for each illness that no other one explains, and the statistics over time.</summary>
    public static TrainingDiagnosis Examine(TrainingCase training)
    {
        List<string> findings = [];
        HashSet<Type> explained = [];
        foreach (Illness illness in Illnesses)
        {
            if (illness.Find(training) is not { } finding) continue;
            if (!explained.Contains(illness.GetType())) findings.Add(finding);
            explained.UnionWith(illness.Explains);
        }
        return new(findings, StatisticsPlots.Of(training));
    }
}
