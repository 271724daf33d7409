using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Bench.Peers;

/// <summary>A training step to measure.</summary>
/// <param name="Key">What it is called on the command line.</param>
/// <param name="Title">What it is called in the table.</param>
/// <param name="Network">What the peers call the network.</param>
/// <param name="Input">The shape of a sample.</param>
/// <param name="Layers">The layers, for a rate of dropout.</param>
/// <param name="Batch">The samples of a batch; 0 for all.</param>
/// <param name="Batches">The batches of the data, over which the training goes again and again; more than the steps of a turn, so that no
/// epoch ends while allocations are counted.</param>
/// <param name="Steps">The steps of a turn.</param>
/// <param name="LearningRate">The learning rate of plain gradient descent.</param>
internal sealed record TrainingTask(
    string Key, string Title, string Network, Shape Input, Func<double, IReadOnlyList<Layer>> Layers, int Batch, int Batches, int Steps,
        double LearningRate)
{
    public static IReadOnlyList<TrainingTask> All { get; } =
    [
        new("xor", "XOR 2-16-16-1, all 21 points, float64", "xor", [2],
            _ => [new Linear(16), new Sigmoid(), new Linear(16), new Sigmoid(), new Linear(1), new Sigmoid()], 0, 1, 20000, 0.5)
        {
            Loss = new BinaryCrossEntropy(), NumPy = 10, IsComputeBound = false,
        },
        Perceptron("mlp-1", 1, 2300, 2000, 0.01) with { NumPy = 5, PyTorch = 3.5, IsComputeBound = false },
        Perceptron("mlp-128", 128, 230, 200, 0.1) with { NumPy = 1.5, PeakShare = 0.70, SpeedUp = 1.85 },
        Perceptron("mlp-600", 600, 70, 60, 0.1) with { NumPy = 1.3, PeakShare = 0.75, SpeedUp = 1.85 },
        new("convnet", "conv 3×3×32, pool, conv 3×3×64, pool, dropout, dense 10; batch 128", "convnet", [1, 28, 28], dropout =>
            [new Conv2d(32), new ReLU(), new MaxPool2d(2), new Conv2d(64), new ReLU(), new MaxPool2d(2), new Flatten(),
                new Dropout(dropout), new Linear(10)], 128, 20, 10, 0.05)
        {
            Dropout = 0.5, PyTorch = 3, SpeedUp = 1.85,
        },
        new("lenet5", "LeNet-5, tanh and average pool; batch 128", "lenet5", [1, 28, 28], _ =>
            [new Conv2d(6) { Kernel = 5, Padding = 2 }, new Tanh(), new AvgPool2d(2), new Conv2d(16) { Kernel = 5 }, new Tanh(),
                new AvgPool2d(2),
                new Conv2d(120) { Kernel = 5 }, new Tanh(), new Flatten(), new Linear(84), new Tanh(), new Linear(10)], 128, 40, 30, 0.1)
        {
            PyTorch = 3, SpeedUp = 1.85,
        },
    ];

    public Loss Loss { get; init; } = new CrossEntropy();

    /// <summary>The rate of dropout; results are compared without it, since everyone drops others.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether a share of the multiply-add peak says anything.</summary>
    public bool IsComputeBound { get; init; } = true;

    /// <summary>How many times as fast as NumPy it is to be; 0 for no target.</summary>
    public double NumPy { get; init; }

    /// <summary>How many times as fast as PyTorch it is to be; 0 for no target.</summary>
    public double PyTorch { get; init; }

    /// <summary>The share of the peak of two threads that it is to reach; 0 for no target.</summary>
    public double PeakShare { get; init; }

    /// <summary>How many times as fast as one thread two are to be; 0 for no target.</summary>
    public double SpeedUp { get; init; }

    /// <summary>Whether it is a perceptron, which the NumPy peer knows.</summary>
    public bool HasNumPy => Network is "xor" or "perceptron";

    public int BatchOf(int samples) => Batch == 0 ? samples : Batch;

    private static TrainingTask Perceptron(string key, int batch, int batches, int steps, double learningRate) =>
        new(key, $"784-512-64-10, batch {batch}", "perceptron", [784],
            _ => [new Linear(512), new ReLU(), new Linear(64), new ReLU(), new Linear(10)], batch, batches, steps, learningRate);
}
