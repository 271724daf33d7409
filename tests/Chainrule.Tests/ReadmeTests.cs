using System.Numerics;
using Chainrule;
using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Inspection;
using Chainrule.Interchange;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Parameters;
using Chainrule.Training;

// Outside the library's namespace, as a user's program is: so its usings are complete.
namespace Readme;

#pragma warning disable xUnit1051 // This is code for readers, who have no test context.

/// <summary>The code of README.md, word for word; <see cref="Chainrule.Tests.DocumentationTests"/> compares.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_example_learns_the_digits()
    {
        try
        {
            DataSplit<float> data = Digits.Load<float>().Split(validation: 0.1, test: 0.2).Scaled(Scaling.Unit);
            Network<float> network = Network.Build<float>(data.Train.InputShape,
                [new Flatten(), new Linear(64), new ReLU(), new Linear(10)], seed: 1);
            Trainer<float> trainer = new(network, new CrossEntropy(), new Adam(0.002)) { Metrics = [new AccuracyMetric()] };
            History history = trainer.Fit(data, new TrainingOptions { Epochs = 10, BatchSize = 32 });
            Scores scores = trainer.Evaluate(data.Test!);
            Console.WriteLine($"{history.Status}: {scores["accuracy"]:P1} of the test digits are right");
            float[] logits = [.. network.Predict(data.Test!.InputTensor())];
            Console.WriteLine($"the first one is taken for a {Decision.Of<float>(logits.AsSpan(0, 10), threshold: 0)}");
            network.Save("digits.safetensors");

            Assert.Equal(TrainingStatus.Completed, history.Status);
            Assert.InRange(scores["accuracy"], 0.94, 1);
            Assert.Equal(data.Test.Label(0), Decision.Of<float>(logits.AsSpan(0, 10), threshold: 0));
            Assert.Equal(network.WeightsSha256(), NetworkFile.Load<float>("digits.safetensors").WeightsSha256());
        }
        finally
        {
            File.Delete("digits.safetensors");
        }
    }

    [Fact]
    public void The_gradients_of_the_layer_are_right()
    {
        GradientCheckResult result = GradientCheck.Layer(new Gain(), input: [4]);
        Console.WriteLine(result);

        Assert.True(result.Passed, result.ToString());
        Assert.True(GradientCheck.LayerAndLoss(new Gain(), new CrossEntropy(), [2, 3]).Passed);
    }

    [Fact]
    public void A_layer_that_does_not_fit_is_named_with_its_input()
    {
        ShapeException error = Assert.Throws<ShapeException>(() => Network.Build<float>([1, 8, 8], [new Identity(), new Linear(64)]));
        string readme = File.ReadAllText(Path.Combine(Chainrule.Tests.Repository.Root, "README.md"));
        Assert.Contains(error.Message[..(error.Message.IndexOf('.', StringComparison.Ordinal) + 1)] + " …", readme,
            StringComparison.Ordinal);
    }
}

/// <summary>y = w·x with a learned factor w for every feature. Backward: dx = w·dy, dw += Σ over the batch of x·dy.</summary>
public sealed record Gain : Layer
{
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) =>
        new CompiledGain<T>(builder.Input, builder.Parameter("weight", builder.Input, new Fan(1, 1), new ConstantValue(1)));
}

internal sealed class CompiledGain<T>(Shape shape, Parameter<T> weight) : CompiledLayer<T>(shape, shape)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++) y[i] = weight.Value[i % InputShape.Size] * x[i];
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        for (int i = 0; i < x.Length; i++) weight.Gradient[i % InputShape.Size] += x[i] * dy[i];
        for (int i = 0; i < dx.Length; i++) dx[i] = weight.Value[i % InputShape.Size] * dy[i];
    }
}
