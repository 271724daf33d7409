using System.Diagnostics;
using System.Numerics;
using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Bench.Peers;

/// <summary>Training as a user does it, by <see cref="Trainer{T}.Fit"/>: batches are gathered, numbers checked, losses added up.</summary>
internal sealed class OurTraining<T>(
    Network<T> network, Loss loss, double learningRate, int batch, Dataset<T> data, int warmUp, int steps, int threads)
    : Contestant(Chainrule, threads, typeof(T) == typeof(float) ? Single : Double)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] initial = network.Weights.ToArray();

    public override Turn Take()
    {
        initial.CopyTo(network.Weights);
        Clock clock = new(warmUp, steps);
        Trainer<T> trainer = new(network, loss, new Sgd(learningRate), new ClockedSchedule(clock)) { Threads = Threads };
        trainer.Fit(new DataSplit<T>(data), new TrainingOptions { Steps = warmUp + steps + 1, BatchSize = batch, Shuffle = false });
        return new(clock.Seconds / steps, trainer.Evaluate(data).Loss, (double)clock.AllocatedBytes / steps);
    }
}

/// <summary>Takes the time from the middle of one step to the middle of a later one.</summary>
internal sealed class Clock(long first, long steps)
{
    private long start, allocated;

    public double Seconds { get; private set; }

    public long AllocatedBytes { get; private set; }

    public void Tick(long step)
    {
        // Where an epoch ends with this step, its record asks for the rate once more.
        if (step == first && start == 0)
        {
            allocated = GC.GetTotalAllocatedBytes(precise: true);
            start = Stopwatch.GetTimestamp();
        }
        else if (step == first + steps && Seconds == 0)
        {
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        }
    }
}

/// <summary>A constant learning rate. The trainer asks for the rate once in every step, which is where the clock is read: so neither the
/// start of the threads nor the first touch of the memory is measured, and everything else is.</summary>
internal sealed record ClockedSchedule(Clock Clock) : Schedule
{
    protected override CompiledSchedule Compile(RunLength run) => new Compiled(run, Clock);

    private sealed class Compiled(RunLength run, Clock clock) : CompiledSchedule(run)
    {
        protected override double RateAfterWarmup(long step)
        {
            clock.Tick(step);
            return RunLength.BaseRate;
        }
    }
}
