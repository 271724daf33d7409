using System.Text.Json.Nodes;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Tests.Training;

/// <summary>A checkpoint is refused by every training but its own, and changes nothing there.</summary>
public sealed class CheckpointMisfitTests : IDisposable
{
    private readonly TemporaryFile file = new();

    public void Dispose() => file.Dispose();

    [Fact]
    public void A_file_of_another_network_loss_optimizer_schedule_or_metrics_is_refused_though_its_arrays_would_fit()
    {
        Trainer(new Adam(0.01)).Start().Save(file.Path);
        Refuses(Trainer(new AdamW(0.01)),
            $"it was saved for the optimizer {new Adam(0.01)}, but this training has {new AdamW(0.01)}");
        Refuses(Trainer(new Adam(0.01), new Linear(4), new ReLU(), new Linear(2)),
            "it was saved for the network Sequential(Linear(4), Tanh(), Linear(2)) on 2, but this training has "
                + "Sequential(Linear(4), ReLU(), Linear(2)) on 2");
        Refuses(new(Trainer(new Adam(0.01)).Network, new Hinge(), new Adam(0.01)) { Metrics = [new AccuracyMetric()] },
            "it was saved for the loss CrossEntropy(), but this training has Hinge()");
        Refuses(new(Trainer(new Adam(0.01)).Network, new CrossEntropy(), new Adam(0.01), new StepDecay(3))
        { Metrics = [new AccuracyMetric()] },
            $"it was saved for the schedule Constant(), but this training has {new StepDecay(3)}");
        Refuses(new(Trainer(new Adam(0.01)).Network, new CrossEntropy(), new Adam(0.01)) { Metrics = [new MeanSquaredErrorMetric()] },
            "it was saved for the metrics [AccuracyMetric()], but this training has [MeanSquaredErrorMetric()]");
    }

    [Fact]
    public void A_file_of_an_earlier_version_is_judged_by_its_arrays()
    {
        // One that keeps more, one that keeps less; layers and scores that differ.
        SaveWithoutDescriptions(Trainer(new Nadam(0.01)));
        Refuses(Trainer(new Adam(0.01)), "its optimizer has other numbers");
        Refuses(Trainer(new Sgd(0.01)), "its optimizer has other numbers");
        Refuses(Trainer(new Nadam(0.01), new Linear(2)), "it does not hold 'weights' as this training has it");
        Refuses(new(Network.Build<float>([2], [new Linear(2)]), new CrossEntropy(), new Nadam(0.01)), "it counts 1 metric and not 0");
        SaveWithoutDescriptions(Trainer(new Sgd(0.01) { Momentum = 0.9 }));
        Refuses(Trainer(new Sgd(0.01)), "it holds 'optimizer.0', which this training has no use for");
        Refuses(Trainer(new Adam(0.01)), "it does not hold 'optimizer.1' as this training has it");
        Trainer(new Sgd(0.01) { Momentum = 0.9 }).Start().Load(file.Path);
    }

    private void SaveWithoutDescriptions(Trainer<float> trainer)
    {
        trainer.Start().Save(file.Path);
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(file.Path);
        JsonObject numbers = JsonNode.Parse(metadata[CheckpointFile.StateKey])!.AsObject();
        Assert.True(numbers.Remove("descriptions"));
        CheckpointFile.Write(file.Path, numbers.ToJsonString(), tensors);
    }

    private void Refuses(Trainer<float> trainer, string message)
    {
        TrainingState<float> state = trainer.Start();
        string before = state.Network.WeightsSha256();
        DataException error = Assert.Throws<DataException>(() => state.Load(file.Path));
        Assert.Equal($"{file.Path}: the checkpoint belongs to another training: {message}.", error.Message);
        Assert.Equal((before, 0L, 0), (state.Network.WeightsSha256(), state.Step, state.Epochs.Count));
    }

    private static Trainer<float> Trainer(Optimizer optimizer, params Layer[] layers) =>
        new(Network.Build<float>([2], layers.Length == 0 ? [new Linear(4), new Tanh(), new Linear(2)] : layers), new CrossEntropy(),
            optimizer)
        { Metrics = [new AccuracyMetric()] };
}
