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
            // The first layer stays as it is: its input is not kept.
            if (running.Count > 1 && layers[i].After(running[^1]) is { } both)
            {
                running[^1] = both;
                for (int hidden = i - 1; outputs[hidden].By == running.Count - 1; hidden--) outputs[hidden] = new(running.Count - 1, IsHidden: true);
            }
            else if (!layers[i].IsReshape) running.Add(layers[i]);
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

    /// <summary>The output of a layer of the list as the last forward pass left it. What is not kept is computed again, where the backward pass
    /// keeps gradients: it holds until the next pass or the next call.</summary>
    public ReadOnlySpan<T> Activation(Pass<T> pass, int layer, ReadOnlySpan<T> x, ReadOnlySpan<T> y)
    {
        (int by, bool isHidden) = outputs[layer];
        if (by < 0) return x;
        if (!isHidden && by == running.Length - 1) return y;
        int position = 0;
        Place before = default, place = default;
        for (int i = 0; i <= by; i++) (before, place) = (place, At(pass, i, ref position));
        if (!isHidden) return pass.Scratch.Slice(place.Output, place.OutputLength);
        Span<T> output = pass.Scratch.Slice(ActivationsLength(pass.BatchSize), before.OutputLength);
        int first = layer;
        while (layers[first].IsReshape) first--;
        layers[first].Forward(pass.With([]), pass.Scratch.Slice(before.Output, before.OutputLength), output);
        return output;
    }

    internal override void VisitOutputs(in Pass<T> pass, ReadOnlySpan<T> y, string path, OutputVisitor<T> visitor)
    {
        for (int i = 0; i < layers.Length; i++)
        {
            if (layers[i].IsReshape) continue;
            ReadOnlySpan<T> output = Activation(pass, i, [], y);
            visitor($"{path}{i}", layers[i], output);
            if (outputs[i].IsHidden) continue;
            int position = 0;
            Place place = default;
            for (int k = 0; k <= outputs[i].By; k++) place = At(pass, k, ref position);
            layers[i].VisitOutputs(pass.With(pass.Scratch.Slice(place.Scratch, place.ScratchLength)), output, $"{path}{i}.", visitor);
        }
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

    /// <summary>Which of the running layers has a layer's output, −1 for the input; and whether that output is hidden inside it.</summary>
    private readonly record struct Stored(int By, bool IsHidden);

    private readonly record struct Place(int Scratch, int ScratchLength, int Output, int OutputLength);
}
