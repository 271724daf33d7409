using System.Globalization;
using System.Numerics;
using Chainrule.Bench.Peers;
using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Layers;

namespace Chainrule.Bench.Builds;

/// <summary>The command <c>turns ROW THREADS SHARE</c>: this build in a process of its own, which takes one turn of a row for every line of
/// standard input and answers with <c>SECONDS RESULT</c>. It warms up first, and then writes an empty line.</summary>
internal static class TurnsCommand
{
    public const string Name = "turns";

    /// <summary>Enough for the just-in-time compiler to replace its first code; see <c>Contest</c>.</summary>
    private static readonly TimeSpan warmUp = TimeSpan.FromMilliseconds(1200);

    /// <summary>The rows that one build can do alone: the matrix products and the training tasks.</summary>
    public static IReadOnlyList<string> Rows { get; } = [.. Product.All.Select(product => product.Name),
        .. TrainingTask.All.Select(task => task.Key)];

    public static int Run(string row, int threads, double share)
    {
        Contestant contestant = Product.All.FirstOrDefault(product => product.Name == row) is { } product ? Multiplying(product)
            : TrainingTask.All.Single(task => task.Key == row) is { Network: "xor" } xor
                ? Training(xor, Generators.Xor<double>(), new Normal(1), threads, share)
                : Training(TrainingTask.All.Single(task => task.Key == row), threads, share);
        TimeSpan start = Environment.CpuUsage.TotalTime;
        do contestant.Take();
        while (Environment.CpuUsage.TotalTime - start < warmUp);
        Console.WriteLine();
        while (Console.ReadLine() is not null)
        {
            Turn turn = contestant.Take();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{turn.Seconds:R} {turn.Result:R}"));
        }
        return 0;
    }

    private static OurProduct Multiplying(Product product)
    {
        int steps = (int)Math.Clamp(2.5e8 / product.Flops, 2, 5000);
        float[] a = Numbers.Normal<float>(product.Rows * product.Inner, 1), b = Numbers.Normal<float>(product.Inner * product.Columns, 2);
        return new OurProduct(product, 4 * steps, steps, a, b);
    }

    private static OurTraining<float> Training(TrainingTask task, int threads, double share)
    {
        Images images = new(Environment.GetEnvironmentVariable("CHAINRULE_DATA"));
        return Training(task, images.Take(task.Batch * task.Batches, task.Input), null, threads, share);
    }

    private static OurTraining<T> Training<T>(TrainingTask task, Dataset<T> data, Initializer? initializer, int threads, double share)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int steps = Math.Max(3, (int)(task.Steps * share)), before = Math.Max(8, steps / 10);
        Network<T> network = Network.Build<T>(task.Input, task.Layers(task.Dropout), seed: 1, initializer, initializer);
        return new(network, task.Loss, task.LearningRate, task.BatchOf(data.Count), data, before, steps, threads);
    }
}
