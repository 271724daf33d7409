using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Chainrule.Data;

namespace Chainrule.Models;

public sealed partial class Model<T>
{
    /// <summary>How many samples are scaled and predicted at a time.</summary>
    private const int AtOnce = 64;

    /// <summary>Predicts many samples.</summary>
    /// <param name="samples">The features of one sample after the other, as the data holds them: [samples, input shape].</param>
    /// <returns>A prediction for each sample.</returns>
    /// <exception cref="ArgumentException">There are no samples, the last one is cut off, or a feature is not finite.</exception>
    public ModelPrediction[] PredictMany(ReadOnlySpan<T> samples)
    {
        RequireWhole(samples.Length, nameof(samples));
        return Predict(new Samples<T, T>(samples.ToArray(), features), nameof(samples));
    }

    /// <summary>Predicts many samples.</summary>
    /// <param name="samples">The features of each sample, as the data holds them.</param>
    /// <returns>A prediction for each sample.</returns>
    /// <exception cref="ArgumentException">There are no samples, one has more or fewer features than the network takes, or one of them is
    /// not finite.</exception>
    public ModelPrediction[] PredictMany(IEnumerable<T[]> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        List<T> all = [];
        foreach ((int index, T[] sample) in samples.Index())
        {
            if (sample is null || sample.Length != features)
                throw new ArgumentException($"The model takes {features} features{Columns}, but sample {index} has {sample?.Length ?? 0}.",
                    nameof(samples));
            all.AddRange(sample);
        }
        return PredictMany(CollectionsMarshal.AsSpan(all));
    }

    /// <summary>Predicts samples in the type that a file holds them in. They are scaled before they are rounded to the precision of the
    /// network, as those of data sets are: the same samples become the same inputs, bit for bit.</summary>
    /// <param name="samples">The features of one sample after the other: [samples, input shape].</param>
    /// <returns>A prediction for each sample.</returns>
    /// <exception cref="ArgumentException">There are no samples, the last one is cut off, or a feature is not finite.</exception>
    public ModelPrediction[] PredictMany(NdArray samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        RequireWhole(samples.Length, nameof(samples));
        return Predict(Samples<T>.From(samples, features), nameof(samples));
    }

    private ModelPrediction[] Predict(Samples<T> samples, string argument)
    {
        samples = samples.Scaled(Description.InputScale);
        ModelPrediction[] predictions = new ModelPrediction[samples.Count];
        T[] memory = ArrayPool<T>.Shared.Rent(AtOnce * (features + outputs));
        double[] values = ArrayPool<double>.Shared.Rent(AtOnce * outputs);
        for (int first = 0; first < predictions.Length; first += AtOnce)
        {
            int count = Math.Min(AtOnce, predictions.Length - first);
            for (int i = 0; i < count; i++)
            {
                Span<T> x = memory.AsSpan(i * features, features);
                samples.CopyRow(first + i, x);
                if (TensorPrimitives.IsFiniteAll<T>(x)) continue;
                double[] stored = new double[features];
                samples.CopyStored(first + i, stored);
                throw NotFinite(x, stored, argument, first + i);
            }
            Run(memory, count, values);
            for (int i = 0; i < count; i++)
            {
                double[] row = values.AsSpan(i * outputs, outputs).ToArray();
                predictions[first + i] = Prediction(Read(row), row);
            }
        }
        ArrayPool<double>.Shared.Return(values);
        ArrayPool<T>.Shared.Return(memory);
        return predictions;
    }

    private void RequireWhole(int numbers, string argument)
    {
        if (numbers == 0 || numbers % features != 0)
            throw new ArgumentException($"The model takes samples of {features} features{Columns}, but got {numbers} numbers; "
                + "expected as many for each sample, and at least one sample.", argument);
    }
}
