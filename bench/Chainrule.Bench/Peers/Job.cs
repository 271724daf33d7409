using System.Numerics;
using System.Text.Json;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Layers;

namespace Chainrule.Bench.Peers;

/// <summary>A folder that tells a peer what to do: <c>job.json</c>, <c>data.npz</c> and, for training,
/// <c>weights.safetensors</c>.</summary>
internal sealed class Job : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private Job(object description)
    {
        File.WriteAllText(Path.Combine(Folder, "job.json"), JsonSerializer.Serialize(description, Json));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("chainrule-bench-").FullName;

    public static Job ForProduct(Product product, int warmUp, int steps, float[] a, float[] b)
    {
        Job job = new(new { Orientation = product.Orientation.ToString(), WarmUp = warmUp, Steps = steps });
        (int aRows, int aColumns) = product.Orientation == Orientation.WeightGradient
            ? (product.Inner, product.Rows)
            : (product.Rows, product.Inner);
        (int bRows, int bColumns) = product.Orientation == Orientation.Forward
            ? (product.Columns, product.Inner)
            : (product.Inner, product.Columns);
        job.WriteData(NdArray.Create(a, aRows, aColumns), NdArray.Create(b, bRows, bColumns));
        return job;
    }

    public static Job ForTraining<T>(TrainingTask task, double dropout, int warmUp, int steps, Dataset<T> data, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int batch = task.BatchOf(data.Count);
        Job job = new(
            new { task.Network, Batch = batch, LearningRate = task.LearningRate, Dropout = dropout, WarmUp = warmUp, Steps = steps });
        int[] all = [.. Enumerable.Range(0, data.Count)];
        T[] inputs = new T[data.Count * data.InputShape.Size];
        data.GatherInputs(all, inputs);
        job.WriteData(NdArray.Create(inputs, data.Count, data.InputShape.Size),
            NdArray.Create(Array.ConvertAll(all, i => (long)data.Label(i)), data.Count));
        network.Save(Path.Combine(job.Folder, "weights.safetensors"));
        return job;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void WriteData(NdArray x, NdArray y) =>
        Npz.Write(Path.Combine(Folder, "data.npz"), [new("x", x), new("y", y)], compress: false);
}
