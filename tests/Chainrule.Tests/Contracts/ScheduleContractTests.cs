using Chainrule.Schedules;

namespace Chainrule.Tests.Contracts;

/// <summary>What every schedule promises.</summary>
public class ScheduleContractTests
{
    public static TheoryData<string> Names => [.. Subjects.Schedules.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Warm_up_rises_in_a_straight_line_and_then_the_schedule_starts(string name)
    {
        CompiledSchedule warmed = (Subjects.Schedules[name] with { WarmupEpochs = 0.8 }).Compile(0.5, 45, 5),
            plain = Subjects.Schedules[name].Compile(0.5, 41, 5);
        Assert.Equal([0.125, 0.25, 0.375, 0.5], Enumerable.Range(0, 4).Select(step => warmed.RateAt(step)));
        for (int step = 0; step < 41; step++) Assert.Equal(plain.RateAt(step), warmed.RateAt(step + 4));
    }

    [Theory, MemberData(nameof(Names))]
    public void Rates_are_finite_and_never_negative_during_and_after_the_run(string name)
    {
        foreach (long steps in (long[])[0, 1, 2, 3, 7])
            foreach (double warmup in (double[])[0, 0.5, 1, 100])
            {
                CompiledSchedule schedule = (Subjects.Schedules[name] with { WarmupEpochs = warmup }).Compile(0.1, steps, 2);
                for (int step = 0; step < 300; step++) Assert.InRange(schedule.RateAt(step), 0, 0.1000001);
            }
    }

    [Theory, MemberData(nameof(Names))]
    public void Rates_stay_finite_whatever_losses_the_epochs_end_with(string name)
    {
        CompiledSchedule schedule = Subjects.Schedules[name].Compile(0.1, 30, 3);
        foreach (double loss in (double[])[1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, 0, 1e300])
            for (int epoch = 0; epoch < 25; epoch++)
            {
                schedule.EpochEnded(loss);
                for (int step = 0; step < 30; step++) Assert.InRange(schedule.RateAt(step), 0, 0.1000001);
            }
    }

    [Theory, MemberData(nameof(Names))]
    public void Restored_state_goes_on_alike(string name)
    {
        Schedule spec = Subjects.Schedules[name] with { WarmupEpochs = 1 };
        CompiledSchedule whole = spec.Compile(0.1, 100, 1), resumed = spec.Compile(0.1, 100, 1);
        for (int epoch = 0; epoch < 9; epoch++) whole.EpochEnded(1);
        whole.Scalars.CopyTo(resumed.Scalars);
        for (int epoch = 0; epoch < 20; epoch++)
        {
            whole.EpochEnded(1);
            resumed.EpochEnded(1);
            for (int step = 0; step < 100; step++) Assert.Equal(whole.RateAt(step), resumed.RateAt(step));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Wrong_arguments_are_errors(string name)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Subjects.Schedules[name].Compile(0.1, 10, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Subjects.Schedules[name].Compile(0.1, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Subjects.Schedules[name].Compile(0.1, 10, 1).RateAt(-1));
        Assert.Throws<SpecException>((Subjects.Schedules[name] with { WarmupEpochs = -1 }).Validate);
        Subjects.Schedules[name].Validate();
    }
}
