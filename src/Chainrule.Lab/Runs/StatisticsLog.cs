using System.Numerics;
using Chainrule.Data;
using Chainrule.Inspection;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>Records the statistics of a training at steps that are ever further apart: 1, 2, …, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40
/// and so on, four for every doubling. Which steps these are depends neither on the time that they take nor on how long the training goes
/// on, so that a training has the same statistics whether or not it was interrupted; and a thousand times the steps cost only forty
/// measurements more.</summary>
internal sealed class StatisticsLog<T> : Callback<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The probe is about as large as a batch, so that measuring costs about as much as a step; but it is not so small that units
    /// that are merely seldom active look dead, and not so large that it costs memory that training itself does not need.</summary>
    private const int FewestSamples = 32, MostSamples = 128;

    private readonly LayerProbe<T> probe;
    private readonly List<Measurement> measurements = [];

    public StatisticsLog(Network<T> network, Loss loss, Dataset<T> data, int batchSize)
    {
        int samples = Math.Min(Math.Clamp(batchSize, FewestSamples, MostSamples), data.Count);
        // Spread over the whole part, since data may be sorted by class.
        int[] indices = [.. Enumerable.Range(0, samples).Select(i => (int)((long)i * data.Count / samples))];
        T[] inputs = new T[samples * network.InputShape.Size], targets = new T[samples * network.OutputShape.Size];
        data.GatherInputs(indices, inputs);
        data.GatherTargets(indices, targets, network.OutputShape.Size);
        probe = new LayerProbe<T>(network, loss, inputs, targets);
        Inputs = InputStatistics.Of<T>(inputs);
    }

    /// <summary>The samples that outputs are measured on.</summary>
    public int Samples => probe.Samples;

    /// <summary>Their inputs in numbers.</summary>
    public InputStatistics Inputs { get; }

    /// <summary>What was measured so far.</summary>
    public IReadOnlyList<Measurement> Measurements => measurements;

    public override void OnGradients(TrainingContext<T> training)
    {
        long step = training.Step + 1;
        if (Wants(step)) probe.BeforeUpdate(step, training.Team, measurements);
    }

    public override void OnBatchEnd(TrainingContext<T> training)
    {
        if (Wants(training.Step)) probe.AfterUpdate(training.Step, measurements);
    }

    /// <summary>Whether a step, counted from 1, is measured.</summary>
    private static bool Wants(long step) => step <= 8 || step % (1L << BitOperations.Log2((ulong)step) - 2) == 0;

    /// <summary>Takes over what a training that is now resumed measured up to a step.</summary>
    public void TakeOver(IEnumerable<Measurement> earlier, long step) =>
        measurements.InsertRange(0, earlier.Where(measurement => measurement.Step <= step));
}
