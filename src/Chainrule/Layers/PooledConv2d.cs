using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>A convolution and the max-pooling behind it in one go: see <see cref="PooledConvolution"/>. A batch of too few samples to keep several threads
/// busy runs through the two layers in turn.</summary>
/// <remarks>The scratch holds the pooling's, then the convolution's, then what lies between them where they run in turn; a smaller batch may need that where
/// a larger one does not.</remarks>
internal sealed class CompiledPooledConv2d<T> : CompiledLayer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CompiledConv2d<T> convolution;
    private readonly CompiledMaxPool2d<T> pooling;

    public CompiledPooledConv2d(CompiledConv2d<T> convolution, CompiledMaxPool2d<T> pooling) : base(convolution.InputShape, pooling.OutputShape)
    {
        (this.convolution, this.pooling) = (convolution, pooling);
        IsTrainable = convolution.IsTrainable;
    }

    public override int ScratchLength(int batchSize) =>
        checked(pooling.ScratchLength(batchSize) + convolution.ScratchLength(batchSize) + Math.Min(batchSize, Convolution.WantedPieces - 1) * convolution.OutputShape.Size);

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        Rooms rooms = new(this, pass);
        if (rooms.Between.IsEmpty)
            PooledConvolution.Forward(pass.Team, convolution.Window, pooling.Window, x, convolution.Weight, convolution.Bias, y, rooms.Pooling.Scratch, pooling.IsRectified);
        else
        {
            convolution.Forward(rooms.Convolution, x, rooms.Between);
            pooling.Forward(rooms.Pooling, rooms.Between, y);
        }
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        Rooms rooms = new(this, pass);
        if (rooms.Between.IsEmpty)
        {
            Span<T> gradient = convolution.TakeGradient(out bool isZero, out Span<T> biasGradient), winners = rooms.Pooling.Scratch, scratch = rooms.Convolution.Scratch;
            PooledConvolution.WeightGradient(pass.Team, convolution.Window, pooling.Window, x, winners, dy, gradient, accumulate: !isZero, biasGradient, scratch);
            if (!dx.IsEmpty) PooledConvolution.InputGradient(pass.Team, convolution.Window, pooling.Window, winners, dy, convolution.Weight, dx, scratch);
        }
        else
        {
            // Neither looks at what is gone: the pooling at its inputs, the convolution at its outputs.
            pooling.Backward(rooms.Pooling, [], y, dy, rooms.Between);
            convolution.Backward(rooms.Convolution, x, [], rooms.Between, dx);
        }
    }

    /// <summary>The parts of the scratch.</summary>
    private readonly ref struct Rooms
    {
        public Rooms(CompiledPooledConv2d<T> layer, in Pass<T> pass)
        {
            int winners = layer.pooling.ScratchLength(pass.BatchSize), others = layer.convolution.ScratchLength(pass.BatchSize);
            Pooling = pass.With(pass.Scratch[..winners]);
            Convolution = pass.With(pass.Scratch.Slice(winners, others));
            if (pass.BatchSize < Kernels.Convolution.WantedPieces) Between = pass.Scratch.Slice(winners + others, pass.BatchSize * layer.convolution.OutputShape.Size);
        }

        public Pass<T> Pooling { get; }

        public Pass<T> Convolution { get; }

        /// <summary>What lies between the layers where they run in turn; empty where they run in one go.</summary>
        public Span<T> Between { get; }
    }
}
