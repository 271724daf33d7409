using System.Globalization;
using Chainrule.Data;
using Chainrule.Lab.Tests.Data;

namespace Chainrule.Lab.Tests.Runs;

/// <summary>Following any advice once leads to a training that runs.</summary>
/// <remarks>Always the same recipes. <c>CHAINRULE_ADVICE</c> is their number.</remarks>
public sealed class FollowedAdviceTests : IDisposable
{
    private static readonly string[] losses = ["mean_squared_error", "sum_squared_error", "mean_absolute_error", "huber", "hinge",
        "binary_cross_entropy_with_logits", "binary_cross_entropy", "cross_entropy", "categorical_cross_entropy"];

    private static readonly Dictionary<string, string> nothing = [];
    private readonly TemporaryFolder folder = new();
    private Random random = new(0);

    private static int Times => Environment.GetEnvironmentVariable("CHAINRULE_ADVICE") is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture) : 300;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void About_targets_losses_and_outputs()
    {
        int refused = 0;
        for (int seed = 0; seed < Times; seed++)
        {
            random = new(seed);
            int rows = random.Next(6, 20), classes = random.Next(2, 5), features = random.Next(1, 6);
            (string data, int width) = random.Next(3) == 0 ? Table(rows, features, classes) : Arrays([features], rows, classes);
            int outputs = random.Next(4) switch { 0 => classes, 1 => width, 2 => classes + 1, _ => random.Next(1, 6) };
            refused += Follow(seed, new(data, nothing, ["{ linear: 3 }", "tanh", .. Ending(outputs, out string loss)], loss));
        }
        Assert.InRange(refused, Times / 10, Times * 9 / 10);
    }

    [Fact]
    public void About_shapes()
    {
        int refused = 0;
        for (int seed = 0; seed < Times; seed++)
        {
            random = new(seed);
            int side = random.Next(3, 7), channels = random.Next(3) switch { 0 => 1, 1 => 3, _ => 4 };
            Shape input = random.Next(5) switch
            {
                0 => [channels, side + 3, side],
                1 => [side + 4, side, channels],
                2 => [side + 2, side],
                3 => [random.Next(1, 60)],
                _ => [channels * side * side],
            };
            (string data, _) = input.Rank == 1 && random.Next(2) == 0 ? Table(8, input.Size, 0) : Arrays(input, 8, 0);
            string[] first = random.Next(5) switch
            {
                0 => ["{ conv2d: { filters: 2, kernel: 3 } }", "relu", "flatten"],
                1 => ["{ conv2d: { filters: 2, padding: same } }", "{ max_pool2d: { size: 2, padding: same } }", "flatten"],
                2 => ["flatten"],
                3 => ["batch_norm", "flatten"],
                _ => [],
            };
            refused += Follow(seed, new(data, nothing, [.. first, "{ linear: 1 }"], "mean_squared_error"));
        }
        Assert.InRange(refused, Times / 10, Times * 9 / 10);
    }

    /// <summary>Follows each advice that a recipe gets; 1 where it is refused.</summary>
    private int Follow(int seed, AdvisedRecipe recipe)
    {
        if (recipe.Train(folder) is not { } refusal) return 0;
        (string Words, AdvisedRecipe Changed)[] advised = [.. recipe.Advised(refusal)];
        Assert.True(advised.Length > 0, $"{seed}: without advice that names a change:\n{refusal}\n{recipe.Text}");
        foreach ((string words, AdvisedRecipe changed) in advised)
            if (changed.Train(folder) is { } again)
                Assert.Fail($"{seed}: {refusal}\n{recipe.Text}\nAfter '{words}':\n{again}\n{changed.Text}");
        return 1;
    }

    /// <summary>The last layers, with an activation where the loss takes probabilities.</summary>
    private string[] Ending(int outputs, out string loss)
    {
        loss = losses[random.Next(losses.Length)];
        string last = $"{{ linear: {outputs} }}";
        return loss == "binary_cross_entropy" ? [last, "sigmoid"] : loss == "categorical_cross_entropy" ? [last, "softmax"] : [last];
    }

    private (string Data, int Width) Table(int rows, int features, int classes)
    {
        double[] targets = Targets(rows, classes);
        bool isText = random.Next(3) == 0 && classes > 0;
        folder.Write("t.csv", string.Concat(Enumerable.Range(0, features).Select(i => $"x{i},")) + "y\n"
            + string.Concat(Enumerable.Range(0, rows).Select(row => string.Concat(Enumerable.Range(0, features).Select(_ => Number() + ","))
                + (isText ? "class " : "") + targets[row].ToString(CultureInfo.InvariantCulture) + "\n")));
        return ("csv: { path: t.csv", 1);
    }

    private (string Data, int Width) Arrays(Shape input, int rows, int classes)
    {
        float[] values = [.. Enumerable.Range(0, rows * input.Size).Select(_ => random.NextSingle())];
        NdArray inputs = NdArray.Create(values, [rows, .. input]);
        int width = classes > 0 && random.Next(3) == 0 ? random.Next(2, 4) : 1;
        NdArray targets = width == 1 ? Column(Targets(rows, classes)) : Rows(rows, width);
        if (random.Next(2) == 0)
        {
            Npz.Write(folder["t.npz"], [new("x", inputs), new("y", targets)]);
            return ("npz: { path: t.npz", width);
        }
        Npy.Write(folder["x.npy"], inputs);
        Npy.Write(folder["y.npy"], targets);
        return ("npy: { inputs: x.npy, targets: y.npy", width);
    }

    /// <summary>Targets of a type that holds them, of rank 1 or 2.</summary>
    private NdArray Column(double[] targets)
    {
        int[] shape = random.Next(2) == 0 ? [targets.Length] : [targets.Length, 1];
        if (!targets.All(double.IsInteger) || random.Next(3) == 0) return NdArray.Create(targets, shape);
        return random.Next(3) switch
        {
            0 => NdArray.Create(Array.ConvertAll(targets, value => (long)value), shape),
            1 => NdArray.Create(Array.ConvertAll(targets, value => (sbyte)value), shape),
            _ => NdArray.Create(Array.ConvertAll(targets, value => (float)value), shape),
        };
    }

    /// <summary>Single targets: labels that begin at 0, at 1, with gaps, −1 and 1, or values.</summary>
    private double[] Targets(int rows, int classes)
    {
        int kind = classes == 0 ? 5 : random.Next(7);
        return [.. Enumerable.Range(0, rows).Select(row =>
        {
            int label = row < classes ? row : random.Next(Math.Max(1, classes));
            return kind switch
            {
                0 or 1 => label,
                2 => label + 1,
                3 => label * 7 + 2,
                4 => label % 2 * 2 - 1,
                5 => random.NextDouble() * (row == 0 ? 0.9 : 1),
                _ => Math.Round(random.NextDouble() * 6 - 3, 2),
            };
        })];
    }

    /// <summary>Several targets in a row: one-hot, probabilities, yes and no, or values.</summary>
    private NdArray Rows(int rows, int width)
    {
        int kind = random.Next(4);
        double[] values = new double[rows * width];
        for (int row = 0; row < rows; row++)
        {
            int hot = random.Next(width);
            for (int i = 0; i < width; i++)
                values[row * width + i] = kind switch
                {
                    0 => i == hot ? 1 : 0,
                    1 => 1.0 / width,
                    2 => random.Next(2),
                    _ => random.NextDouble() * 4 - 2,
                };
        }
        return NdArray.Create(values, rows, width);
    }

    private string Number() => random.NextDouble().ToString("F3", CultureInfo.InvariantCulture);
}
