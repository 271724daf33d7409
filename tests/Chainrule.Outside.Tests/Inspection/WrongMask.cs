using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Parameters;

namespace Chainrule.Outside.Tests.Inspection;

/// <summary>What is wrong with <see cref="WrongMask"/>.</summary>
public enum MaskMistake { None, ForgetsStep, ForgetsSeed, SharesSums }

/// <summary>y = w·m·x with a random mask m of zeros and ones, whose samples are pieces of work, with one mistake.</summary>
public sealed record WrongMask(MaskMistake Mistake = MaskMistake.None) : Layer
{
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new CompiledWrongMask<T>(Mistake, builder.Input,
        builder.Parameter("weight", builder.Input, new Fan(1, 1), new ConstantValue(0.5)));
}

internal sealed class CompiledWrongMask<T>(MaskMistake mistake, Shape shape, Parameter<T> weight) : CompiledLayer<T>(shape, shape)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int features = shape.Size;

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        T[] mask = Mask(pass.Seed, pass.Step, x.Length);
        for (int i = 0; i < x.Length; i++) y[i] = weight.Value[i % features] * mask[i] * x[i];
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        T[] mask = Mask(mistake == MaskMistake.ForgetsSeed ? 0 : pass.Seed, mistake == MaskMistake.ForgetsStep ? 0 : pass.Step, x.Length);
        if (mistake == MaskMistake.SharesSums) pass.Team.Run(new Sums(x, dy, mask, weight.Gradient), pass.BatchSize);
        else new Sums(x, dy, mask, weight.Gradient).RunAll(pass.BatchSize);
        for (int i = 0; i < dx.Length; i++) dx[i] = weight.Value[i % features] * mask[i] * dy[i];
    }

    private static T[] Mask(ulong seed, ulong step, int length)
    {
        RandomStream random = new(seed, RandomPurpose.Dropout, step);
        T[] mask = new T[length];
        for (int i = 0; i < length; i++) mask[i] = random.NextDouble() < 0.3 ? T.Zero : T.One;
        return mask;
    }

    /// <summary>Adds the gradient of one sample to that of all: pieces on several threads would write to the same memory.</summary>
    private readonly ref struct Sums(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> mask, Span<T> gradient) : IPieces
    {
        private readonly ReadOnlySpan<T> x = x, dy = dy, mask = mask;
        private readonly Span<T> gradient = gradient;

        public void Run(int piece)
        {
            for (int j = 0; j < gradient.Length; j++)
            {
                int i = piece * gradient.Length + j;
                gradient[j] += dy[i] * mask[i] * x[i];
            }
        }

        public void RunAll(int pieces)
        {
            for (int piece = 0; piece < pieces; piece++) Run(piece);
        }
    }
}
