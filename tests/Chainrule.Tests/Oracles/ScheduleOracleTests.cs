using Chainrule.Schedules;

namespace Chainrule.Tests.Oracles;

public class ScheduleOracleTests
{
    private static readonly IReadOnlyDictionary<string, Case> Cases = OracleData.Load<Case>("schedules.json");

    public static TheoryData<string> Names => OracleData.Names(Cases);

    [Theory, MemberData(nameof(Names))]
    public void The_rate_of_every_step_is_that_of_the_reference(string name)
    {
        Case entry = Cases[name];
        CompiledSchedule schedule = entry.Schedule.Compile(entry.BaseRate, entry.Epochs * entry.StepsPerEpoch, entry.StepsPerEpoch);
        for (int step = 0; step < entry.Rates.Length; step++)
        {
            OracleData.AssertClose(entry.Rates[step], schedule.RateAt(step), $"step {step}");
            if ((step + 1) % entry.StepsPerEpoch == 0) schedule.EpochEnded(entry.Metrics?[step / entry.StepsPerEpoch] ?? double.NaN);
        }
    }

    private sealed record Case(string Name, string Source, Schedule Schedule, double BaseRate, int Epochs, int StepsPerEpoch,
        double[] Rates,
        double[]? Metrics = null, string? Convention = null) : OracleCase(Name, Source);
}
