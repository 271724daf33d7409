using Chainrule.Lab.Doctor;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Reports;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Tests;

/// <summary>Trainings as the tool makes them: with diagnosis and page.</summary>
internal static class Trainings
{
    public static RunSummary Train(RecipeDocument document, RunOptions options, CancellationToken cancellation = default)
    {
        RunResult result = Runner.Train(document, options, cancellation);
        return RunReporter.Write(result, TrainingDoctor.Examine(result));
    }
}
