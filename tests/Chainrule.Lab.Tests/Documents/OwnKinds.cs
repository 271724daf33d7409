using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Lab.Data;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Lab.Tests.Documents;

/// <summary>A layer that Chainrule does not have: y = factor·x. It holds another description and a size, as a layer of one's own
/// may.</summary>
[Description("Multiplies by a factor.")]
internal sealed record Amplify([property: Description("The factor."), Bounds(Above = 0)] double Factor = 2) : Layer
{
    [Description("A description inside.")]
    public Initializer Start { get; init; } = new Normal(0.5);

    [Description("A size.")]
    public Size2d? Size { get; init; }

    [Description("A gap between two steps.")]
    public TimeSpan Gap { get; init; }

    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new Compiled<T>(builder.Input, T.CreateChecked(Factor));

    private sealed class Compiled<T>(Shape shape, T factor) : CompiledLayer<T>(shape, shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++) y[i] = factor * x[i];
        }

        public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        {
            for (int i = 0; i < dx.Length; i++) dx[i] = factor * dy[i];
        }
    }
}

/// <summary>A loss that Chainrule does not have: Σ (y − t)⁴.</summary>
[Description("The fourth power of the error.")]
public sealed record QuarticError : Loss
{
    [Description("A factor.")]
    public required double Weight { get; init; }

    public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient)
    {
        T sum = T.Zero, weight = T.CreateChecked(Weight);
        for (int i = 0; i < prediction.Length; i++)
        {
            T error = prediction[i] - target[i], cube = error * error * error;
            sum += weight * cube * error;
            if (gradient.Length > 0) gradient[i] = T.CreateChecked(4) * weight * cube;
        }
        return sum;
    }
}

/// <summary>A data source that Chainrule does not have: the corners of the unit square, whose class is exclusive or.</summary>
[Description("The corners of the unit square.")]
internal sealed record CornersData : UndividedDataSource
{
    [Description("How often each corner occurs."), Bounds(From = 1, To = 100)]
    public int Times { get; init; } = 1;

    protected override DataSplit<T> LoadParts<T>(DataContext context)
    {
        double[] inputs = [.. Enumerable.Range(0, Times).SelectMany(_ => (double[])[0, 0, 0, 1, 1, 0, 1, 1])];
        int[] labels = [.. Enumerable.Range(0, Times).SelectMany(_ => (int[])[0, 1, 1, 0])];
        return Divide(Dataset.Create<T>(NdArray.Create<double>(inputs, 4 * Times, 2), NdArray.Create<int>(labels, 4 * Times)));
    }
}

/// <summary>A description that is registered with a family that it does not belong to, or cannot be made: for errors.</summary>
internal sealed record Unmakeable : Layer
{
    private Unmakeable()
    {
    }

    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => throw new NotSupportedException();
}

[JsonSerializable(typeof(Amplify))]
[JsonSerializable(typeof(CornersData))]
internal sealed partial class OwnJson : JsonSerializerContext;
