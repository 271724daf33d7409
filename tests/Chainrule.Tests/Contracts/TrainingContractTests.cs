using System.Numerics;
using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;
using Chainrule.Training;

namespace Chainrule.Tests.Contracts;

/// <summary>What whole trainings promise: steps that allocate nothing, and the same bits on any number of threads.</summary>
[Collection(nameof(Allocation))]
public class TrainingContractTests
{
    private static readonly Layer[] Perceptron =
        [new Linear(300), new ReLU(), new Dropout(0.2), new Linear(101), new BatchNorm(), new Gelu(), new LayerNorm(), new Linear(3)];

    private static readonly Layer[] Convnet =
    [
        new Conv2d(6) { Padding = Padding.Same }, new BatchNorm(), new ReLU(), new MaxPool2d(2),
        new Residual([new Conv2d(6) { Padding = 1 }, new Tanh()]), new Dropout(0.3),
        new AvgPool2d(2), new Flatten(), new Linear(3),
    ];

    public static TheoryData<string> Optimizers => [.. Subjects.Optimizers.Keys];

    public static TheoryData<string> Losses => [.. Subjects.Losses.Keys];

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void A_step_of_training_allocates_nothing(int threads, bool convolutional)
    {
        const int First = 100, Last = 500;
        DataSplit<float> data = Data<float>(convolutional ? [1, 8, 8] : [70], samples: (Last + 1) * 16, classes: 3);
        Network<float> network = Network.Build<float>(data.Train.InputShape, convolutional ? Convnet : Perceptron);
        long least = long.MaxValue;
        // The least of several attempts: a thread that first takes part in between borrows memory, and code that is not optimized yet boxes
        // numbers.
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            Allocations allocations = new(First, Last);
            Trainer<float> trainer = new(network, new CrossEntropy(), new Adam(), new Cosine())
            {
                Metrics = Subjects.Metrics,
                Threads = threads,
                Callbacks = [allocations],
            };
            History history = trainer.Fit(data, new TrainingOptions { Steps = Last + 1, BatchSize = 16, ClipNorm = 0.1 });
            Assert.Equal(TrainingStatus.Completed, history.Status);
            least = Math.Min(least, allocations.Bytes);
        }
        Assert.Equal(0, least);
    }

    /// <summary>How many bytes all threads together allocate from one step to a later one.</summary>
    private sealed class Allocations(long first, long last) : Callback<float>
    {
        private long before;

        public long Bytes { get; private set; } = long.MaxValue;

        public override void OnGradients(TrainingContext<float> training)
        {
            if (training.Step == first) before = GC.GetTotalAllocatedBytes(precise: true);
            else if (training.Step == last) Bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void Any_number_of_threads_gives_the_same_weights(string name)
    {
        Check<float>([70], Perceptron, Subjects.Optimizers[name], new CrossEntropy());
        Check<double>([1, 8, 8], Convnet, Subjects.Optimizers[name], new CrossEntropy());
    }

    [Theory, MemberData(nameof(Losses))]
    public void Any_number_of_threads_gives_the_same_weights_with_any_loss(string name)
    {
        Loss loss = Subjects.Losses[name];
        Layer[] end = loss.Prediction switch
        {
            Prediction.Probability => [new Sigmoid()],
            Prediction.Distribution => [new Softmax()],
            _ => [],
        };
        Check<float>([1, 8, 8], [.. Convnet, .. end], new Sgd(0.05) { Momentum = 0.9 }, loss);
    }

    private static void Check<T>(Shape input, Layer[] layers, Optimizer optimizer, Loss loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DataSplit<T> data = Data<T>(input, samples: 141, classes: 3);
        string alone = Train(1);
        Assert.All((int[])[2, 3, 5, 8, 16], threads => Assert.Equal(alone, Train(threads)));

        string Train(int threads)
        {
            Network<T> network = Network.Build<T>(input, layers, seed: 4);
            string before = network.WeightsSha256();
            Trainer<T> trainer = new(network, loss, optimizer) { Threads = threads };
            History history = trainer.Fit(data, new TrainingOptions { Epochs = 2, BatchSize = 33, ClipNorm = 1 });
            Assert.Equal(TrainingStatus.Completed, history.Status);
            Assert.NotEqual(before, network.WeightsSha256());
            return network.WeightsSha256();
        }
    }

    private static DataSplit<T> Data<T>(Shape input, int samples, int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomStream random = new(3, RandomPurpose.Generator);
        T[] inputs = new T[samples * input.Size];
        int[] labels = new int[samples];
        for (int sample = 0; sample < samples; sample++)
        {
            labels[sample] = random.Next(classes);
            for (int i = 0; i < input.Size; i++)
                inputs[sample * input.Size + i] = T.CreateTruncating(random.NextNormal() + (i % classes == labels[sample] ? 1 : 0));
        }
        return new(Dataset.Create(inputs, input, labels, classes));
    }
}
