using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Layers;

/// <summary>A convolution and the max-pooling after it, a few samples at a time: what lies between them, the largest images of a network, stays in
/// the caches and is never written to memory, forward or backward.</summary>
/// <remarks>The scratch holds the pooling's, then the images between, then the convolution's.</remarks>
internal sealed class CompiledPooledConv2d<T> : CompiledLayer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most elements between the layers, unless a single sample has more.</summary>
    private const int MostBetween = Blocks.AreTiny ? 1 << 7 : 1 << 19;

    private readonly CompiledConv2d<T> convolution;
    private readonly CompiledMaxPool2d<T> pooling;
    private readonly int samplesAtATime;

    public CompiledPooledConv2d(CompiledConv2d<T> convolution, CompiledMaxPool2d<T> pooling) : base(convolution.InputShape, pooling.OutputShape)
    {
        (this.convolution, this.pooling) = (convolution, pooling);
        samplesAtATime = Math.Max(1, MostBetween / convolution.OutputShape.Size);
        IsTrainable = convolution.IsTrainable;
    }

    public override int ScratchLength(int batchSize)
    {
        int samples = Math.Min(samplesAtATime, batchSize);
        return checked(pooling.ScratchLength(batchSize) + samples * convolution.OutputShape.Size + convolution.ScratchLength(samples));
    }

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        for (int first = 0; first < pass.BatchSize; first += samplesAtATime)
        {
            Part part = new(this, pass, first);
            convolution.Forward(part.Convolution, part.Of(x, InputShape), part.Between);
            pooling.Forward(part.Pooling, part.Between, part.Of(y, OutputShape));
        }
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        for (int first = 0; first < pass.BatchSize; first += samplesAtATime)
        {
            // Neither looks at what is gone: the pooling at its inputs, the convolution at its outputs.
            Part part = new(this, pass, first);
            pooling.Backward(part.Pooling, [], part.Of(y, OutputShape), part.Of(dy, OutputShape), part.Between);
            convolution.Backward(part.Convolution, part.Of(x, InputShape), [], part.Between, dx.IsEmpty ? dx : part.Of(dx, InputShape));
        }
    }

    /// <summary>Some neighbouring samples of a batch.</summary>
    private readonly ref struct Part
    {
        private readonly int first, count;

        public Part(CompiledPooledConv2d<T> layer, in Pass<T> pass, int first)
        {
            this.first = first;
            count = Math.Min(layer.samplesAtATime, pass.BatchSize - first);
            int winners = layer.pooling.ScratchLength(1), images = layer.pooling.ScratchLength(pass.BatchSize);
            Pooling = pass.With(pass.Scratch.Slice(first * winners, count * winners)) with { BatchSize = count };
            Between = pass.Scratch.Slice(images, count * layer.convolution.OutputShape.Size);
            Convolution = pass.With(pass.Scratch[(images + Math.Min(layer.samplesAtATime, pass.BatchSize) * layer.convolution.OutputShape.Size)..]) with { BatchSize = count };
        }

        public Pass<T> Pooling { get; }

        public Pass<T> Convolution { get; }

        public Span<T> Between { get; }

        public Span<T> Of(Span<T> values, Shape shape) => values.Slice(first * shape.Size, count * shape.Size);

        public ReadOnlySpan<T> Of(ReadOnlySpan<T> values, Shape shape) => values.Slice(first * shape.Size, count * shape.Size);
    }
}
