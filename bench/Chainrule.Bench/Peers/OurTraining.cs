using System.Diagnostics;
using System.Numerics;
using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Bench.Peers;

/// <summary>Training as a user does it, by <c>Trainer.Fit</c>: batches are gathered, numbers checked, losses added up.</summary>
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
        Trainer<T> trainer = new(network, loss, new Sgd(learningRate)) { Threads = Threads, Callbacks = [clock] };
        trainer.Fit(new DataSplit<T>(data), new TrainingOptions { Steps = warmUp + steps + 1, BatchSize = batch, Shuffle = false });
        return new(clock.Seconds / steps, trainer.Evaluate(data).Loss, (double)clock.AllocatedBytes / steps);
    }

    /// <summary>Takes the time from the middle of one step to the middle of a later one: so neither the start of the threads nor the first
    /// touch of the memory is measured, and everything else is.</summary>
    private sealed class Clock(long first, long steps) : Callback<T>
    {
        private long start, allocated;

        public double Seconds { get; private set; }

        public long AllocatedBytes { get; private set; }

        public override void OnGradients(TrainingContext<T> training)
        {
            if (training.Step == first)
            {
                allocated = GC.GetTotalAllocatedBytes(precise: true);
                start = Stopwatch.GetTimestamp();
            }
            else if (training.Step == first + steps)
            {
                Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            }
        }
    }
}
