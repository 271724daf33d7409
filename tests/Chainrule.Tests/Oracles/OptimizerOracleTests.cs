using Chainrule.Kernels;
using Chainrule.Optimizers;

namespace Chainrule.Tests.Oracles;

public class OptimizerOracleTests
{
    private static readonly IReadOnlyDictionary<string, Case> Cases = OracleData.Load<Case>("optimizers.json");
    private static readonly IReadOnlyDictionary<string, Case> Scheduled = OracleData.Load<Case>("optimizers_scheduled.json");

    public static TheoryData<string> Names => OracleData.Names(Cases);

    public static TheoryData<string> ScheduledNames => OracleData.Names(Scheduled);

    [Theory, MemberData(nameof(Names))]
    public void Ten_updates_give_the_weights_of_the_reference(string name) => Check(Cases[name]);

    [Theory, MemberData(nameof(ScheduledNames))]
    public void Ten_updates_with_changing_learning_rates_give_the_weights_of_the_reference(string name) => Check(Scheduled[name]);

    private static void Check(Case entry)
    {
        using Team team = new(1);
        double[] weights = [.. entry.Initial];
        CompiledOptimizer<double> optimizer = entry.Optimizer.Compile<double>(weights.Length);
        for (int step = 0; step < entry.Gradients.Length; step++)
        {
            optimizer.Update(team, entry.Rates?[step] ?? entry.Optimizer.BaseRate, weights, entry.Gradients[step]);
            for (int i = 0; i < weights.Length; i++)
                OracleData.AssertClose(entry.Weights[step][i], weights[i], $"weight {i} after step {step + 1}");
        }
    }

    private sealed record Case(string Name, string Source, Optimizer Optimizer, double[] Initial, double[][] Gradients, double[][] Weights,
        double[]? Rates = null)
        : OracleCase(Name, Source);
}
