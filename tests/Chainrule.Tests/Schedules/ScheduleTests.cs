using Chainrule.Schedules;

namespace Chainrule.Tests.Schedules;

/// <summary>What schedules do; the contracts test what all of them promise.</summary>
public class ScheduleTests
{
    [Fact]
    public void Parameters_have_bounds()
    {
        Schedule[] wrong =
        [
            new StepDecay(0), new StepDecay(1) { Gamma = 0 }, new Exponential(0), new LinearDecay { StartFactor = -1 },
                new LinearDecay { EndFactor = -1 },
            new Cosine { MinimumRate = -1 }, new OneCycle { WarmupShare = 1.1 }, new OneCycle { DivideFactor = 0 },
                new OneCycle { FinalDivideFactor = 0 },
            new ReduceOnPlateau { Factor = 1 }, new ReduceOnPlateau { Patience = -1 }, new ReduceOnPlateau { Threshold = -1 },
                new ReduceOnPlateau { MinimumRate = -1 },
        ];
        foreach (Schedule schedule in wrong) Assert.Throws<SpecException>(schedule.Validate);
    }

    [Fact]
    public void Step_decay_ends_its_interval_at_whole_steps_whatever_the_rounding()
    {
        foreach (int stepsPerEpoch in (int[])[10, 30, 100, 468])
            for (int steps = 1; steps < stepsPerEpoch; steps++)
            {
                CompiledSchedule schedule = new StepDecay((double)steps / stepsPerEpoch) { Gamma = 0.5 }.Compile(1, 1000, stepsPerEpoch);
                for (int times = 1; times < 4; times++)
                {
                    Assert.Equal(Math.Pow(0.5, times - 1), schedule.RateAt(steps * times - 1));
                    Assert.Equal(Math.Pow(0.5, times), schedule.RateAt(steps * times));
                }
            }
    }

    [Fact]
    public void One_cycle_rises_to_the_base_rate_and_ends_far_below_its_start()
    {
        CompiledSchedule schedule = new OneCycle { WarmupShare = 0.5 }.Compile(1, 10, 1);
        Assert.Equal(0.04, schedule.RateAt(0), 1e-12);
        Assert.Equal(1, schedule.RateAt(4), 1e-12);
        Assert.Equal(4e-6, schedule.RateAt(9), 1e-12);
        Assert.Equal(4e-6, schedule.RateAt(99), 1e-12);
    }

    [Fact]
    public void A_cycle_that_only_rises_or_only_falls_is_allowed()
    {
        CompiledSchedule rise = new OneCycle { WarmupShare = 1 }.Compile(1, 10, 1),
            fall = new OneCycle { WarmupShare = 0 }.Compile(1, 10, 1);
        Assert.Equal(1, rise.RateAt(9), 1e-12);
        Assert.InRange(fall.RateAt(0), 0.97, 1);
        Assert.Equal(4e-6, fall.RateAt(9), 1e-12);
    }

    [Fact]
    public void A_plateau_lowers_the_rate_when_patience_is_over()
    {
        CompiledSchedule schedule = new ReduceOnPlateau { Patience = 1, Factor = 0.5 }.Compile(0.1, 100, 1);
        double[] losses = [1, 0.9, 0.9, 0.9, 0.9, 0.9], rates = [0.1, 0.1, 0.1, 0.05, 0.05, 0.025];
        foreach ((double loss, double rate) in losses.Zip(rates))
        {
            schedule.EpochEnded(loss);
            Assert.Equal(rate, schedule.RateAt(50));
        }
    }

    [Fact]
    public void A_plateau_never_undercuts_the_minimum_nor_raises_the_rate_to_it()
    {
        CompiledSchedule low = new ReduceOnPlateau { Patience = 0, MinimumRate = 0.03 }.Compile(0.1, 100, 1);
        CompiledSchedule lower = new ReduceOnPlateau { Patience = 0, MinimumRate = 0.3 }.Compile(0.1, 100, 1);
        for (int epoch = 0; epoch < 5; epoch++)
        {
            low.EpochEnded(1);
            lower.EpochEnded(1);
        }
        Assert.Equal(0.03, low.RateAt(0));
        Assert.Equal(0.1, lower.RateAt(0));
    }

    [Fact]
    public void Epochs_of_the_warm_up_do_not_count_as_a_plateau()
    {
        CompiledSchedule schedule = new ReduceOnPlateau { Patience = 0, WarmupEpochs = 3 }.Compile(0.1, 100, 1);
        foreach (double loss in (double[])[1, 2, 3, 4]) schedule.EpochEnded(loss);
        Assert.Equal(0.1, schedule.RateAt(50));
        schedule.EpochEnded(5);
        Assert.Equal(0.01, schedule.RateAt(50), 1e-15);
    }

    [Fact]
    public void A_loss_that_is_no_number_is_no_improvement()
    {
        CompiledSchedule schedule = new ReduceOnPlateau { Patience = 0 }.Compile(0.1, 100, 1);
        schedule.EpochEnded(double.NaN);
        Assert.Equal(0.01, schedule.RateAt(0), 1e-15);
    }
}
