using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;

namespace Chainrule.Layers;

/// <summary>Layers one after another: y = fₙ(…f₂(f₁(x))). A network is such a layer, and so may be one inside another.</summary>
/// <param name="Layers">The layers, the first one first.</param>
[Description("Layers one after another.")]
[Example("""{ "layers": [{ "type": "linear", "units": 4 }, { "type": "sigmoid" }, """
    + """{ "type": "sequential", "layers": [{ "type": "linear", "units": 2 }] }] }""", 3)]
[Example("""{ "layers": [] }""", 3)]
public sealed record Sequential([property: Description("The layers, the first one first.")] IReadOnlyList<Layer> Layers) : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<Layer> Inner => Layers;

    /// <summary>Whether the other one has equal layers in the same order.</summary>
    public bool Equals(Sequential? other) => other is not null && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => Layers.Aggregate(Layers.Count, HashCode.Combine);

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireList(Layers, "layers");
        base.Validate();
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool KeepsValues => Layers.All(layer => layer.KeepsValues);

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) =>
        Layers.Aggregate(inputs, (limits, layer) => layer.LimitsFor(limits));

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
    {
        CompiledLayer<T>[] compiled = new CompiledLayer<T>[Layers.Count];
        Shape shape = builder.Input;
        for (int i = 0; i < compiled.Length; i++)
        {
            compiled[i] = builder.Compile(i, Layers[i], shape);
            shape = compiled[i].OutputShape;
        }
        return new CompiledSequential<T>(builder.Input, shape, Layers, compiled);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x)
    {
        for (int i = 0; i < Layers.Count; i++) x = graph.Lower(i, Layers[i], x);
        return x;
    }
}

/// <summary>Runs layers one after another, some two in one go. The activations between them lie in the scratch, each layer's own scratch
/// before its output; after them two spans between which the backward pass alternates.</summary>
internal sealed class CompiledSequential<T> : CompiledLayer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<Layer> specs;
    private readonly CompiledLayer<T>[] layers;

    // What runs: the layers without those that only rename the shape, neighbours joined where one does what two would.
    private readonly CompiledLayer<T>[] joined;
    private readonly int widest, firstTrainable;

    public CompiledSequential(Shape input, Shape output, IReadOnlyList<Layer> specs, CompiledLayer<T>[] layers) : base(input, output)
    {
        (this.specs, this.layers) = (specs, layers);
        List<CompiledLayer<T>> running = [];
        foreach (CompiledLayer<T> layer in layers)
        {
            if (layer.IsReshape) continue;
            CompiledLayer<T> next = layer;
            for (; running.Count > 0 && next.After(running[^1]) is { } both; next = both) running.RemoveAt(running.Count - 1);
            running.Add(next);
        }
        joined = [.. running];
        firstTrainable = joined.TakeWhile(layer => !layer.IsTrainable).Count();
        widest = joined.Skip(1).Select(layer => layer.InputShape.Size).DefaultIfEmpty(0).Max();
    }

    public override IReadOnlyList<CompiledLayer<T>> Children => layers;

    public override bool IsReshape => joined.Length == 0;

    public override long Operations => layers.Sum(layer => layer.Operations);

    public override int ScratchLength(int batchSize) => checked(ActivationsLength(batchSize) + 2 * batchSize * widest);

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        if (IsReshape) x.CopyTo(y);
        int position = 0;
        for (int i = 0; i < joined.Length; i++)
        {
            Place place = At(pass, i, ref position);
            Span<T> output = i == joined.Length - 1 ? y : pass.Scratch.Slice(place.Output, place.OutputLength);
            joined[i].Forward(pass.With(pass.Scratch.Slice(place.Scratch, place.ScratchLength)), x, output);
            x = output;
        }
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        if (IsReshape && !dx.IsEmpty) dy.CopyTo(dx);
        Span<Place> places = stackalloc Place[joined.Length];
        int position = 0;
        for (int i = 0; i < joined.Length; i++) places[i] = At(pass, i, ref position);
        int first = dx.IsEmpty ? firstTrainable : 0;
        for (int i = joined.Length - 1; i >= first; i--)
        {
            Place place = places[i];
            CompiledLayer<T> layer = joined[i];
            ReadOnlySpan<T> input = i == 0 ? x : pass.Scratch.Slice(places[i - 1].Output, places[i - 1].OutputLength);
            ReadOnlySpan<T> output = i == joined.Length - 1 ? y : pass.Scratch.Slice(place.Output, place.OutputLength);
            Span<T> inputGradient = i == first ? dx : pass.Scratch.Slice(position + (i & 1) * pass.BatchSize * widest, input.Length);
            layer.Backward(pass.With(pass.Scratch.Slice(place.Scratch, place.ScratchLength)), input, output, dy, inputGradient);
            dy = inputGradient;
        }
    }

    internal override int TraceLength(int batchSize) =>
        checked(2 * batchSize * WidestOutput + layers.Select(layer => layer.TraceLength(batchSize)).DefaultIfEmpty(0).Max());

    internal override void Trace(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y, string path, OutputVisitor<T> visitor)
    {
        if (IsReshape) x.CopyTo(y);
        int last = Array.FindLastIndex(layers, layer => !layer.IsReshape), width = pass.BatchSize * WidestOutput, free = 0;
        for (int i = 0; i <= last; i++)
        {
            if (layers[i].IsReshape) continue;
            Span<T> output = i == last ? y : pass.Scratch.Slice(free, pass.BatchSize * layers[i].OutputShape.Size);
            Span<T> scratch = pass.Scratch.Slice(2 * width, layers[i].TraceLength(pass.BatchSize));
            layers[i].Trace(pass.With(scratch), x, output, $"{path}{i}.", visitor);
            visitor($"{path}{i}", specs[i], layers[i].OutputShape, output);
            x = output;
            // The next output goes to the other one of two spans.
            free = width - free;
        }
    }

    private int WidestOutput => layers.SkipLast(1).Select(layer => layer.OutputShape.Size).DefaultIfEmpty(0).Max();

    private int ActivationsLength(int batchSize)
    {
        int length = 0;
        for (int i = 0; i < joined.Length; i++)
            length = checked(length + joined[i].ScratchLength(batchSize)
                + (i < joined.Length - 1 ? batchSize * joined[i].OutputShape.Size : 0));
        return length;
    }

    private Place At(in Pass<T> pass, int index, ref int position)
    {
        int scratch = joined[index].ScratchLength(pass.BatchSize);
        int output = index < joined.Length - 1 ? pass.BatchSize * joined[index].OutputShape.Size : 0;
        Place place = new(position, scratch, position + scratch, output);
        position += scratch + output;
        return place;
    }

    private readonly record struct Place(int Scratch, int ScratchLength, int Output, int OutputLength);
}
