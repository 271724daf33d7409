using Chainrule.Data;
using Chainrule.Kernels;

namespace Chainrule.Bench.Peers;

/// <summary>Images of 28×28 pixels from 0 to 1 in ten classes: MNIST where it is at hand, else numbers of the same shape.</summary>
internal sealed class Images
{
    private readonly DataSplit<float>? mnist;

    /// <param name="folder">A folder that may hold MNIST.</param>
    public Images(string? folder)
    {
        try
        {
            if (folder is not null) mnist = Mnist.Load<float>(folder);
        }
        catch (DataException e)
        {
            Console.Error.WriteLine($"No MNIST: {e.Message}");
        }
        Source = mnist is not null
            ? "MNIST"
            : "seeded numbers in the shape of MNIST (set CHAINRULE_DATA to a folder with MNIST for the real one)";
    }

    /// <summary>Where the images come from.</summary>
    public string Source { get; }

    /// <summary>The first images, as an array of numbers, which is what the peers get.</summary>
    public Dataset<float> Take(int count, Shape shape)
    {
        float[] pixels = new float[count * shape.Size];
        int[] labels = new int[count];
        if (mnist is not null)
        {
            int[] first = [.. Enumerable.Range(0, count)];
            mnist.Train.GatherInputs(first, pixels);
            foreach (ref float pixel in pixels.AsSpan()) pixel /= byte.MaxValue;
            labels = Array.ConvertAll(first, mnist.Train.Label);
        }
        else
        {
            // A fifth of the pixels has ink, as in MNIST.
            RandomStream random = new(1, RandomPurpose.Generator);
            foreach (ref float pixel in pixels.AsSpan()) pixel = random.NextDouble() < 0.2 ? (float)random.NextDouble() : 0;
            foreach (ref int label in labels.AsSpan()) label = random.Next(10);
        }
        return Dataset.Create(pixels, shape, labels, 10, "images");
    }
}
