using System.Numerics;
using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Layers;

namespace Chainrule.Bench.Peers;

/// <summary>What came out of a training task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Flops">The operations of a step.</param>
/// <param name="Scores">Those that took part.</param>
/// <param name="Agreement">The final losses of the same work without dropout; the scores themselves where there is none.</param>
internal sealed record TrainingResult(TrainingTask Task, double Flops, Score[] Scores, Score[] Agreement);

/// <summary>Holds a training task between everyone who can do it.</summary>
internal static class TrainingContest
{
    public static TrainingResult Hold(TrainingTask task, Settings settings)
    {
        if (task.Network == "xor") return Hold(task, settings, Generators.Xor<double>(), new Normal(1));
        return Hold(task, settings, settings.Images.Take(task.Batch * task.Batches, task.Input), null);
    }

    private static TrainingResult Hold<T>(TrainingTask task, Settings settings, Dataset<T> data, Initializer? initializer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int steps = Math.Max(3, task.Steps / (settings.Quick ? 4 : 1)), warmUp = Math.Max(8, steps / 10);
        (Score[] scores, double flops) = Run(task.Title, task.Dropout, warmUp, steps, settings.Rounds);
        Score[] agreement = task.Dropout > 0 ? Run(task.Title + ", without dropout", 0, 1, 5, 1).Scores : scores;
        return new(task, flops, scores, agreement);

        (Score[] Scores, double Flops) Run(string title, double dropout, int warmUp, int steps, int rounds)
        {
            Network<T> network = Network.Build<T>(task.Input, task.Layers(dropout), seed: 1, initializer, initializer);
            using Job job = Job.ForTraining(task, dropout, warmUp, steps, data, network);
            List<Contestant> contestants = [];
            try
            {
                foreach (int threads in settings.ThreadCounts)
                {
                    contestants.Add(
                        new OurTraining<T>(network, task.Loss, task.LearningRate, task.BatchOf(data.Count), data, warmUp, steps, threads));
                    string precision = contestants[^1].Precision;
                    if (task.HasNumPy) Join(settings.NumPy, Contestant.NumPy, "numpy_train.py", threads, precision);
                    if (task.HasNumPy && task.Batch == 1)
                        Join(settings.NumPy, Contestant.NumPy, "numpy_train.py", threads, Contestant.Double);
                    Join(settings.PyTorch, Contestant.PyTorch, "torch_train.py", threads, precision);
                    if (task.IsComputeBound) contestants.Add(new MultiplyAddPeak(threads));
                }
                settings.Remember(contestants);
                return (Contest.Hold(title, contestants, rounds), Flops(network, task.BatchOf(data.Count)));
            }
            finally
            {
                foreach (Contestant contestant in contestants) contestant.Dispose();
            }

            void Join(Python? python, string name, string script, int threads, string precision)
            {
                if (python is not null) contestants.Add(new PeerProcess(python, name, script, job, threads, precision));
            }
        }
    }

    /// <summary>Forward, gradients of the weights, and gradients of the inputs, which the first layer with weights does not need.</summary>
    private static double Flops<T>(Network<T> network, int batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long[] operations = [.. network.Layers.Where(layer => layer.IsTrainable).Select(layer => layer.Operations)];
        return batch * (3.0 * operations.Sum() - operations[0]);
    }
}
