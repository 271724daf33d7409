using System.Numerics;
using Chainrule.Kernels.Images;

namespace Chainrule.Layers;

/// <summary>A convolution and the max-pooling after it in one go: see <see cref="PooledConvolution{T}"/>. A batch of too few samples to
/// keep several threads busy runs through the two layers in turn.</summary>
/// <remarks>The scratch holds the pooling's, then the convolution's, then what lies between them where they run in turn; a smaller batch
/// may need that where a larger one does not.</remarks>
internal sealed class CompiledPooledConv2d<T> : CompiledLayer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CompiledConv2d<T> convolution;
    private readonly CompiledMaxPool2d<T> pooling;
    private readonly PooledShape shape;

    public CompiledPooledConv2d(CompiledConv2d<T> convolution, CompiledMaxPool2d<T> pooling)
        : base(convolution.InputShape, pooling.OutputShape)
    {
        (this.convolution, this.pooling) = (convolution, pooling);
        shape = new(convolution.Shape, pooling.Window);
        IsTrainable = convolution.IsTrainable;
    }

    public override int ScratchLength(int batchSize) =>
        checked(pooling.ScratchLength(batchSize) + convolution.ScratchLength(batchSize)
            + Math.Min(batchSize, ConvolutionShape.WantedPieces - 1) * convolution.OutputShape.Size);

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        ScratchParts parts = new(this, pass);
        if (parts.Between.IsEmpty)
            PooledConvolution<T>.Forward(
                pass.Team, shape, x, convolution.Weight, convolution.Bias, y, parts.Pooling.Scratch, pooling.IsRectified);
        else
        {
            convolution.Forward(parts.Convolution, x, parts.Between);
            pooling.Forward(parts.Pooling, parts.Between, y);
        }
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        ScratchParts parts = new(this, pass);
        if (parts.Between.IsEmpty)
        {
            Span<T> winners = parts.Pooling.Scratch, scratch = parts.Convolution.Scratch;
            PooledConvolution<T>.WeightGradient(pass.Team, shape, x, winners, dy, convolution.TakeGradients(), scratch);
            if (!dx.IsEmpty) PooledConvolution<T>.InputGradient(pass.Team, shape, winners, dy, convolution.Weight, dx, scratch);
        }
        else
        {
            // Neither looks at what is gone: the pooling at its inputs, the convolution at its outputs.
            pooling.Backward(parts.Pooling, [], y, dy, parts.Between);
            convolution.Backward(parts.Convolution, x, [], parts.Between, dx);
        }
    }

    /// <summary>The parts of the scratch.</summary>
    private readonly ref struct ScratchParts
    {
        public ScratchParts(CompiledPooledConv2d<T> layer, in Pass<T> pass)
        {
            int winners = layer.pooling.ScratchLength(pass.BatchSize), others = layer.convolution.ScratchLength(pass.BatchSize);
            Pooling = pass.With(pass.Scratch[..winners]);
            Convolution = pass.With(pass.Scratch.Slice(winners, others));
            if (pass.BatchSize < ConvolutionShape.WantedPieces)
                Between = pass.Scratch.Slice(winners + others, pass.BatchSize * layer.convolution.OutputShape.Size);
        }

        public Pass<T> Pooling { get; }

        public Pass<T> Convolution { get; }

        /// <summary>What lies between the layers where they run in turn; empty where they run in one go.</summary>
        public Span<T> Between { get; }
    }
}
