using System.Numerics;
using Chainrule.Kernels.Functions;
using Chainrule.Kernels.Rows;

namespace Chainrule.Layers;

/// <summary>Branches beside each other, their outputs joined along the first dimension: features, or the channels of images. As a sample
/// is row-major, its joined output is the branches' outputs one after another.</summary>
internal static class Branches
{
    /// <summary>The shape of the joined outputs; null where outputs differ in more than their first extents.</summary>
    public static Shape? Joined(IReadOnlyList<Shape> outputs)
    {
        if (outputs.Any(output => output.Rank == 0 || !output.Extents[1..].SequenceEqual(outputs[0].Extents[1..]))) return null;
        return [(int)Math.Min(outputs.Sum(output => (long)output[0]), int.MaxValue), .. outputs[0].Skip(1)];
    }

    /// <summary>The limits that the outputs of all branches keep.</summary>
    public static (double Low, double High)? LimitsFor(IReadOnlyList<Layer> branches, (double Low, double High)? inputs)
    {
        (double Low, double High)?[] limits = [.. branches.Select(branch => branch.LimitsFor(inputs))];
        return limits.Contains(null) ? null : (limits.Min(one => one!.Value.Low), limits.Max(one => one!.Value.High));
    }

    /// <summary>The operator that joins outputs.</summary>
    public static GraphValue Lower(OperatorGraph graph, IReadOnlyList<GraphValue> outputs) =>
        graph.Apply("Concat", outputs, Joined([.. outputs.Select(output => output.Shape)])!.Value, ("axis", 1));
}

/// <summary>Runs branches one after another, the first one first. The scratch holds for each branch its own, its part of the input where it
/// sees a part only, and its output; after them room for the gradients of one output and one input.</summary>
internal sealed class CompiledBranches<T> : CompiledLayer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<Layer> specs;
    private readonly CompiledLayer<T>[] branches;

    // Whether each branch sees the values after those of the branch before it, rather than the whole input.
    private readonly bool isSliced;
    private readonly int widestInput, widestOutput;

    private CompiledBranches(Shape input, Shape output, IReadOnlyList<Layer> specs, CompiledLayer<T>[] branches, bool isSliced)
        : base(input, output)
    {
        (this.specs, this.branches, this.isSliced) = (specs, branches, isSliced);
        widestInput = branches.Max(branch => branch.InputShape.Size);
        widestOutput = branches.Max(branch => branch.OutputShape.Size);
    }

    /// <summary>Compiles branches.</summary>
    /// <param name="builder">That of the layer that they are branches of.</param>
    /// <param name="specs">The branches.</param>
    /// <param name="slices">What each branch sees of the input, one after another; null where each one sees all of it.</param>
    public static CompiledBranches<T> Compile(LayerBuilder<T> builder, IReadOnlyList<Layer> specs, IReadOnlyList<Shape>? slices = null)
    {
        CompiledLayer<T>[] branches =
            [.. specs.Select((spec, i) => builder.CompileBranch(i, spec, slices is null ? builder.Input : slices[i]))];
        Shape[] outputs = [.. branches.Select(branch => branch.OutputShape)];
        Shape output = Branches.Joined(outputs) ?? throw builder.Misfit(
            $"branches whose outputs differ in their first extent alone (they give {string.Join(", ", outputs)})",
            "Let all branches pad and stride alike, or end each one with flatten.");
        return new(builder.Input, output, specs, branches, isSliced: slices is not null);
    }

    public override IReadOnlyList<CompiledLayer<T>> Children => branches;

    public override long Operations => branches.Sum(branch => branch.Operations);

    public override int ScratchLength(int batchSize)
    {
        int length = checked(batchSize * (widestOutput + widestInput));
        foreach (CompiledLayer<T> branch in branches)
            length = checked(length + branch.ScratchLength(batchSize)
                + batchSize * (branch.OutputShape.Size + (isSliced ? branch.InputShape.Size : 0)));
        return length;
    }

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        Scratch free = new(pass.Scratch);
        int from = 0, to = 0;
        foreach (CompiledLayer<T> branch in branches)
        {
            Place place = Take(pass, branch, ref free);
            if (isSliced) Columns.Copy(pass.Team, pass.BatchSize, branch.InputShape.Size, x, from, place.Input, 0);
            branch.Forward(pass.With(place.Scratch), isSliced ? place.Input : x, place.Output);
            Columns.Copy(pass.Team, pass.BatchSize, branch.OutputShape.Size, place.Output, 0, y, to);
            (from, to) = (from + branch.InputShape.Size, to + branch.OutputShape.Size);
        }
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        int batchSize = pass.BatchSize;
        Scratch free = new(pass.Scratch);
        Span<T> gradients = pass.Scratch[^(batchSize * (widestOutput + widestInput))..];
        int from = 0, to = 0;
        foreach (CompiledLayer<T> branch in branches)
        {
            Place place = Take(pass, branch, ref free);
            if (branch.IsTrainable || !dx.IsEmpty)
            {
                Span<T> branchDy = gradients[..place.Output.Length];
                Columns.Copy(pass.Team, batchSize, branch.OutputShape.Size, dy, to, branchDy, 0);
                // The first one over the whole input writes where the others add to.
                bool isFirst = !isSliced && branch == branches[0];
                Span<T> branchDx = dx.IsEmpty || isFirst ? dx
                    : gradients.Slice(batchSize * widestOutput, batchSize * branch.InputShape.Size);
                branch.Backward(pass.With(place.Scratch), isSliced ? place.Input : x, place.Output, branchDy, branchDx);
                if (isSliced && !dx.IsEmpty)
                    Columns.Copy<T>(pass.Team, batchSize, branch.InputShape.Size, branchDx, 0, dx, from);
                else if (!isFirst && !dx.IsEmpty) Elementwise.Add(pass.Team, dx, branchDx, dx);
            }
            (from, to) = (from + branch.InputShape.Size, to + branch.OutputShape.Size);
        }
    }

    internal override int TraceLength(int batchSize) => checked(branches.Max(branch => branch.TraceLength(batchSize))
        + batchSize * (widestOutput + widestInput));

    internal override void Trace(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y, string path, OutputVisitor<T> visitor)
    {
        int from = 0, to = 0;
        for (int i = 0; i < branches.Length; i++)
        {
            CompiledLayer<T> branch = branches[i];
            Scratch free = new(pass.Scratch);
            Span<T> output = free.Take(pass.BatchSize * branch.OutputShape.Size),
                input = free.Take(pass.BatchSize * branch.InputShape.Size);
            if (isSliced) Columns.Copy(pass.Team, pass.BatchSize, branch.InputShape.Size, x, from, input, 0);
            branch.Trace(pass.With(free.Take(branch.TraceLength(pass.BatchSize))), isSliced ? input : x, output, $"{path}{i}.", visitor);
            if (!branch.IsReshape) visitor($"{path}{i}", specs[i], branch.OutputShape, output);
            Columns.Copy<T>(pass.Team, pass.BatchSize, branch.OutputShape.Size, output, 0, y, to);
            (from, to) = (from + branch.InputShape.Size, to + branch.OutputShape.Size);
        }
    }

    private Place Take(in Pass<T> pass, CompiledLayer<T> branch, ref Scratch free) => new(
        free.Take(branch.ScratchLength(pass.BatchSize)), free.Take(isSliced ? pass.BatchSize * branch.InputShape.Size : 0),
        free.Take(pass.BatchSize * branch.OutputShape.Size));

    /// <summary>Where a branch has its scratch, its part of the input, and its output.</summary>
    private readonly ref struct Place(Span<T> scratch, Span<T> input, Span<T> output)
    {
        public readonly Span<T> Scratch = scratch, Input = input, Output = output;
    }

    /// <summary>Memory that is handed out from the front.</summary>
    private ref struct Scratch(Span<T> all)
    {
        private Span<T> rest = all;

        public Span<T> Take(int length)
        {
            Span<T> taken = rest[..length];
            rest = rest[length..];
            return taken;
        }
    }
}
