using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;

namespace Chainrule.Layers;

/// <summary>Layers one after another: y = fₙ(…f₂(f₁(x))). A network is such a layer, and so may stand inside another one.</summary>
/// <param name="Layers">The layers, the first one first.</param>
[Description("Layers one after another.")]
[Example("""{ "layers": [{ "type": "linear", "units": 4 }, { "type": "sigmoid" }, { "type": "sequential", "layers": [{ "type": "linear", "units": 2 }] }] }""", 3)]
[Example("""{ "layers": [] }""", 3)]
public sealed record Sequential([property: Description("The layers, the first one first.")] IReadOnlyList<Layer> Layers) : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<Layer> Inner => Layers;

    /// <inheritdoc/>
    protected override string Arguments => string.Join(", ", Layers);

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
        return new CompiledSequential<T>(builder.Input, shape, compiled);
    }

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x)
    {
        for (int i = 0; i < Layers.Count; i++) x = graph.Lower(i, Layers[i], x);
        return x;
    }
}

/// <summary>Runs layers one after another, some two in one go. The activations between them lie in the scratch, each layer's own scratch before its output;
/// behind them two spans in which the backward pass alternates.</summary>
internal sealed class CompiledSequential<T> : CompiledLayer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CompiledLayer<T>[] layers;
    private readonly CompiledLayer<T>[] running;
    private readonly Stored[] outputs;
    private readonly int widest, firstTrainable;

    public CompiledSequential(Shape input, Shape output, CompiledLayer<T>[] layers) : base(input, output)
    {
        this.layers = layers;
        List<CompiledLayer<T>> running = [];
        outputs = new Stored[layers.Length];
        for (int i = 0; i < layers.Length; i++)
        {
            if (!layers[i].IsReshape)
            {
                CompiledLayer<T> next = layers[i];
                for (; running.Count > 0 && next.After(running[^1]) is { } both; next = both) running.RemoveAt(running.Count - 1);
                for (int k = i - 1; k >= 0 && outputs[k].By >= running.Count; k--) outputs[k] = new(running.Count, IsHidden: true);
                running.Add(next);
            }
            outputs[i] = new(running.Count - 1, IsHidden: false);
        }
        this.running = [.. running];
        firstTrainable = running.TakeWhile(layer => !layer.IsTrainable).Count();
        widest = running.Skip(1).Select(layer => layer.InputShape.Size).DefaultIfEmpty(0).Max();
    }

    public override IReadOnlyList<CompiledLayer<T>> Children => layers;

    public override bool IsReshape => running.Length == 0;

    public override long Operations => layers.Sum(layer => layer.Operations);

    public override int ScratchLength(int batchSize) => checked(ActivationsLength(batchSize) + 2 * batchSize * widest);

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        if (IsReshape) x.CopyTo(y);
        int position = 0;
        for (int i = 0; i < running.Length; i++)
        {
            Place place = At(pass, i, ref position);
            Span<T> output = i == running.Length - 1 ? y : pass.Scratch.Slice(place.Output, place.OutputLength);
            running[i].Forward(pass.With(pass.Scratch.Slice(place.Scratch, place.ScratchLength)), x, output);
            x = output;
        }
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        if (IsReshape && !dx.IsEmpty) dy.CopyTo(dx);
        Span<Place> places = stackalloc Place[running.Length];
        int position = 0;
        for (int i = 0; i < running.Length; i++) places[i] = At(pass, i, ref position);
        int first = dx.IsEmpty ? firstTrainable : 0;
        for (int i = running.Length - 1; i >= first; i--)
        {
            Place place = places[i];
            CompiledLayer<T> layer = running[i];
            ReadOnlySpan<T> input = i == 0 ? x : pass.Scratch.Slice(places[i - 1].Output, places[i - 1].OutputLength);
            ReadOnlySpan<T> output = i == running.Length - 1 ? y : pass.Scratch.Slice(place.Output, place.OutputLength);
            Span<T> inputGradient = i == first ? dx : pass.Scratch.Slice(position + (i & 1) * pass.BatchSize * widest, input.Length);
            layer.Backward(pass.With(pass.Scratch.Slice(place.Scratch, place.ScratchLength)), input, output, dy, inputGradient);
            dy = inputGradient;
        }
    }

    /// <summary>Whether the output of a layer of the list is not kept.</summary>
    public bool IsHidden(int layer) => outputs[layer].IsHidden;

    /// <summary>The output of a layer of the list as the last forward pass left it; what is not kept is computed again.</summary>
    public ReadOnlySpan<T> Activation(Pass<T> pass, int layer, ReadOnlySpan<T> x, ReadOnlySpan<T> y)
    {
        (int by, bool isHidden) = layer < 0 ? new(-1, IsHidden: false) : outputs[layer];
        if (by < 0) return x;
        if (isHidden)
        {
            ReadOnlySpan<T> input = Activation(pass, layer - 1, x, y);
            if (layers[layer].IsReshape) return input;
            T[] output = new T[checked(pass.BatchSize * layers[layer].OutputShape.Size)];
            layers[layer].Forward(pass.With(new T[layers[layer].ScratchLength(pass.BatchSize)]), input, output);
            return output;
        }
        if (by == running.Length - 1) return y;
        Place place = Find(pass, by);
        return pass.Scratch.Slice(place.Output, place.OutputLength);
    }

    internal override void VisitOutputs(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, string path, OutputVisitor<T> visitor)
    {
        for (int i = 0; i < layers.Length; i++)
        {
            if (layers[i].IsReshape) continue;
            ReadOnlySpan<T> output = Activation(pass, i, x, y);
            visitor($"{path}{i}", layers[i], output);
            // Only plain layers run inside another one.
            if (layers[i].Children.Count == 0) continue;
            Place place = Find(pass, outputs[i].By);
            layers[i].VisitOutputs(pass.With(pass.Scratch.Slice(place.Scratch, place.ScratchLength)), Activation(pass, i - 1, x, y), output, $"{path}{i}.", visitor);
        }
    }

    private Place Find(in Pass<T> pass, int index)
    {
        int position = 0;
        Place place = default;
        for (int i = 0; i <= index; i++) place = At(pass, i, ref position);
        return place;
    }

    private int ActivationsLength(int batchSize)
    {
        int length = 0;
        for (int i = 0; i < running.Length; i++)
            length = checked(length + running[i].ScratchLength(batchSize) + (i < running.Length - 1 ? batchSize * running[i].OutputShape.Size : 0));
        return length;
    }

    private Place At(in Pass<T> pass, int index, ref int position)
    {
        int scratch = running[index].ScratchLength(pass.BatchSize);
        int output = index < running.Length - 1 ? pass.BatchSize * running[index].OutputShape.Size : 0;
        Place place = new(position, scratch, position + scratch, output);
        position += scratch + output;
        return place;
    }

    /// <summary>Which of the running layers a layer runs in, −1 for none as yet; and whether its output stays hidden there.</summary>
    private readonly record struct Stored(int By, bool IsHidden);

    private readonly record struct Place(int Scratch, int ScratchLength, int Output, int OutputLength);
}
