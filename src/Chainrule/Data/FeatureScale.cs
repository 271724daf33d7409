using System.Numerics;
using System.Numerics.Tensors;

namespace Chainrule.Data;

/// <summary>How inputs are scaled before they reach a network.</summary>
public enum Scaling
{
    /// <summary>As they are stored.</summary>
    None,
    /// <summary>To 0..1: bytes by 255, digits by 16, other data from its smallest to its largest value over all features.</summary>
    Unit,
    /// <summary>Per feature to mean 0 and standard deviation 1; a constant feature becomes 0.</summary>
    Standardize,
}

/// <summary>An affine scaling of inputs, <c>x' = (x − shift) / divisor</c>, for every feature alike or for each its own.</summary>
/// <remarks>Fitted on the training part and applied to all parts: <c>scale = FeatureScale.Fit(train, Scaling.Standardize)</c>, then
/// <c>test.Scaled(scale)</c>. Computed in double precision and rounded once.</remarks>
public sealed class FeatureScale
{
    /// <summary>How many features are scaled at a time.</summary>
    private const int Piece = 256;

    /// <summary>What is subtracted: one number for all features or one per feature.</summary>
    public required double[] Shift { get; init; }

    /// <summary>What is divided by: one number for all features or one per feature; never 0.</summary>
    public required double[] Divisor { get; init; }

    /// <summary>Whether one pair of numbers serves all features.</summary>
    internal bool IsGlobal => Shift.Length == 1 && Divisor.Length == 1;

    /// <summary>Scales some of the features of a sample in place: x' = (x − shift) / divisor.</summary>
    /// <param name="values">The features, one after the other.</param>
    /// <param name="firstFeature">The index of the first of them in the sample.</param>
    public void Apply(Span<double> values, int firstFeature = 0)
    {
        if (IsGlobal)
        {
            TensorPrimitives.Subtract(values, Shift[0], values);
            TensorPrimitives.Divide(values, Divisor[0], values);
        }
        else
        {
            TensorPrimitives.Subtract(values, Shift.AsSpan(firstFeature, values.Length), values);
            TensorPrimitives.Divide(values, Divisor.AsSpan(firstFeature, values.Length), values);
        }
    }

    /// <summary>Scales a sample in double precision and rounds it once.</summary>
    /// <param name="source">All features of a sample.</param>
    /// <param name="destination">As many; overwritten.</param>
    internal void Apply<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> destination)
        where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        Span<double> piece = stackalloc double[Piece];
        for (int start = 0; start < source.Length; start += Piece)
        {
            Span<double> values = piece[..Math.Min(Piece, source.Length - start)];
            TensorPrimitives.ConvertTruncating(source.Slice(start, values.Length), values);
            Apply(values, start);
            TensorPrimitives.ConvertTruncating<double, TTo>(values, destination[start..]);
        }
    }

    /// <summary>The scaling that a data set calls for, from its stored values (any scaling it already has is left aside).</summary>
    /// <remarks>Unit: shift = min, divisor = max − min of the declared range (bytes 0..255, digits 0..16), otherwise of the values.
    /// Standardize: shift = mean, divisor = √(Σ(x − mean)² / n) per feature, 1 for a constant feature.</remarks>
    /// <exception cref="DataException">The values are too large for their spread to be computed.</exception>
    public static FeatureScale Fit<T>(Dataset<T> data, Scaling scaling) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FeatureScale scale = scaling switch
        {
            Scaling.Unit => data.Range is (double low, double high) ? Between(low, high) : new Fitter<T>(data).Between(),
            Scaling.Standardize => new Fitter<T>(data).Standardized(),
            _ => new() { Shift = [0], Divisor = [1] },
        };
        if (!scale.Shift.All(double.IsFinite) || !scale.Divisor.All(double.IsFinite))
            throw new DataException($"The inputs of '{data.Name}' are too large to be scaled ({scaling}).");
        return scale;
    }

    private static FeatureScale Between(double low, double high) => new() { Shift = [low], Divisor = [high > low ? high - low : 1] };

    /// <summary>Looks at the stored values of a data set, sample by sample.</summary>
    private sealed class Fitter<T>(Dataset<T> data) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public FeatureScale Between()
        {
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            ForEachRow(row => (low, high) = (Math.Min(low, TensorPrimitives.Min<double>(row)),
                Math.Max(high, TensorPrimitives.Max<double>(row))));
            return FeatureScale.Between(low, high);
        }

        public FeatureScale Standardized()
        {
            int features = data.InputShape.Size;
            double[] mean = new double[features], deviation = new double[features], low = new double[features], high = new double[features];
            data.CopyStored(0, low);
            data.CopyStored(0, high);
            ForEachRow(row =>
            {
                TensorPrimitives.Add<double>(mean, row, mean);
                TensorPrimitives.Min<double>(low, row, low);
                TensorPrimitives.Max<double>(high, row, high);
            });
            for (int i = 0; i < features; i++) mean[i] = low[i] < high[i] ? mean[i] / data.Count : low[i];
            ForEachRow(row =>
            {
                TensorPrimitives.Subtract<double>(row, mean, row);
                TensorPrimitives.MultiplyAdd<double>(row, row, deviation, deviation);
            });
            // Whether a feature is constant is asked of its values: rounding in the mean would give it a tiny deviation.
            for (int i = 0; i < features; i++)
                deviation[i] = low[i] < high[i] && deviation[i] > 0 ? Math.Sqrt(deviation[i] / data.Count) : 1;
            return new() { Shift = mean, Divisor = deviation };
        }

        private void ForEachRow(Action<double[]> visit)
        {
            double[] row = new double[data.InputShape.Size];
            for (int index = 0; index < data.Count; index++)
            {
                data.CopyStored(index, row);
                visit(row);
            }
        }
    }
}
