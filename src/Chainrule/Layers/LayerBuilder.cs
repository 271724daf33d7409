using System.Numerics;
using System.Text;
using Chainrule.Initializers;
using Chainrule.Kernels;
using Chainrule.Parameters;

namespace Chainrule.Layers;

/// <summary>What a layer uses while it is compiled: the shape of its input, and the means to declare parameters, buffers and inner
/// layers.</summary>
public sealed class LayerBuilder<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Plan plan;
    private readonly LayerBuilder<T>? outer;
    private readonly Layer layer;
    private readonly int index;
    private readonly List<(Layer Layer, Shape Output)> before = [];

    private LayerBuilder(Plan plan, LayerBuilder<T>? outer, Layer layer, int index, Shape input) =>
        (this.plan, this.outer, this.layer, this.index, Input) = (plan, outer, layer, index, input);

    /// <summary>The shape of one input sample.</summary>
    public Shape Input { get; }

    private string Prefix => outer is null ? "" : $"{outer.Prefix}{index}.";

    /// <summary>Compiles a whole network. Weights are drawn once every layer has declared its own.</summary>
    internal static (CompiledLayer<T> Layer, ParameterStore<T> Store) Compile(
        Layer layer, Shape input, ulong seed, Initializer initializer, Initializer biasInitializer, long most = long.MaxValue)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new ArgumentException($"A network computes in float or double, not in {typeof(T).Name}.");
        layer.Validate();
        Plan plan = new(initializer, biasInitializer, most);
        CompiledLayer<T> compiled = layer.Compile(new LayerBuilder<T>(plan, null, layer, 0, input));
        plan.Store.Allocate();
        for (int i = 0; i < plan.Drawings.Count; i++)
        {
            (Initializer drawing, Fan fan) = plan.Drawings[i];
            drawing.Fill(plan.Store.Parameters[i].Value, fan, new RandomStream(seed, RandomPurpose.Initializer, (ulong)i));
        }
        return (compiled, plan.Store);
    }

    /// <summary>Declares a weight parameter.</summary>
    /// <param name="name">Its name within the layer, as PyTorch calls it.</param>
    /// <param name="shape">Its shape as PyTorch stores it.</param>
    /// <param name="fan">What <paramref name="initializer"/> may scale by.</param>
    /// <param name="initializer">How it is drawn; null takes the network's default for weights.</param>
    public Parameter<T> Weight(string name, Shape shape, Fan fan, Initializer? initializer) =>
        Parameter(name, shape, fan, initializer ?? plan.Initializer);

    /// <summary>Declares a bias parameter.</summary>
    /// <inheritdoc cref="Weight"/>
    public Parameter<T> Bias(string name, Shape shape, Fan fan, Initializer? initializer) =>
        Parameter(name, shape, fan, initializer ?? plan.BiasInitializer);

    /// <summary>Declares a parameter that is drawn in one certain way, whatever the network's defaults are.</summary>
    /// <inheritdoc cref="Weight"/>
    public Parameter<T> Parameter(string name, Shape shape, Fan fan, Initializer initializer)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(initializer);
        plan.Take(shape);
        plan.Drawings.Add((initializer, fan));
        return plan.Store.Add(Prefix + name, shape);
    }

    /// <summary>Declares values that are kept and saved but not trained.</summary>
    /// <param name="name">The name within the layer, as PyTorch calls it.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="isCount">Whether the values count something and are stored in files as 64-bit integers.</param>
    /// <param name="initialValue">What every value starts at.</param>
    public LayerBuffer<T> Buffer(string name, Shape shape, bool isCount = false, double initialValue = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        plan.Take(shape);
        LayerBuffer<T> buffer = new(Prefix + name, shape, isCount);
        buffer.Value.AsSpan().Fill(T.CreateTruncating(initialValue));
        plan.Store.Buffers.Add(buffer);
        return buffer;
    }

    /// <summary>The layer that applies one function to every element: y = f(x), dx = f'(x)·dy, on vectors and threads.</summary>
    /// <param name="function">The function with its derivative; what it needs to know is in its fields.</param>
    public CompiledLayer<T> Activation<TFunction>(TFunction function) where TFunction : unmanaged, IActivation<T> =>
        new CompiledActivation<T, TFunction>(Input, function);

    /// <summary>A number that no other layer of the network has, to tell its random numbers from theirs.</summary>
    public uint NextRandomIndex() => plan.RandomIndices++;

    /// <summary>Compiles a layer inside this one that takes the output of those compiled before it.</summary>
    /// <param name="index">Its place in this layer's list.</param>
    /// <param name="inner">The layer.</param>
    /// <param name="input">The shape of its input.</param>
    public CompiledLayer<T> Compile(int index, Layer inner, Shape input)
    {
        CompiledLayer<T> compiled = CompileBranch(index, inner, input);
        before.Add((inner, compiled.OutputShape));
        return compiled;
    }

    /// <summary>Compiles a layer inside this one that takes this one's input, or a part of it, whatever other branches make of
    /// theirs.</summary>
    /// <inheritdoc cref="Compile(int, Layer, Shape)"/>
    public CompiledLayer<T> CompileBranch(int index, Layer inner, Shape input)
    {
        ArgumentNullException.ThrowIfNull(inner);
        int parameters = plan.Store.Parameters.Count;
        CompiledLayer<T> compiled = inner.Compile(new LayerBuilder<T>(plan, this, inner, index, input));
        if (compiled is null) throw new InvalidOperationException($"{inner} compiled to null; expected a layer.");
        if (compiled.InputShape != input)
            throw new InvalidOperationException($"{inner} compiled to a layer that takes {compiled.InputShape}, but its input is {input}; "
                + "expected one that takes builder.Input.");
        compiled.IsTrainable = plan.Store.Parameters.Count > parameters;
        return compiled;
    }

    /// <summary>The error that this layer does not suit its input.</summary>
    /// <param name="expected">What the layer expects, such as <c>3 dimensions [channels, height, width]</c>.</param>
    /// <param name="remedy">What to do about it, as a sentence; may be empty.</param>
    public ShapeException Misfit(string expected, string remedy = "")
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(remedy);
        List<int> path = [];
        for (LayerBuilder<T> at = this; at.outer is not null; at = at.outer) path.Insert(0, at.index);
        StringBuilder message = new(outer is null ? $"{layer}" : $"layer {string.Join('.', path)}, {layer},");
        message.Append($" expects {expected}, but got {Input}.");
        if (outer is not null) message.Append($" The shapes up to there: {Chain()}.");
        if (remedy.Length > 0) message.Append(' ').Append(remedy);
        return new ShapeException(message.ToString(), path);
    }

    private string Chain()
    {
        if (outer is null) return $"input {Input}";
        StringBuilder chain = new(outer.outer is null ? outer.Chain() : $"{outer.Chain()} → {outer.layer.GetType().Name} (");
        if (outer.outer is not null) chain.Append($"input {outer.Input}");
        foreach ((Layer earlier, Shape output) in outer.before) chain.Append($" → {earlier} {output}");
        return chain.Append(outer.outer is null ? "" : " …)").ToString();
    }

    private sealed class Plan(Initializer initializer, Initializer biasInitializer, long most)
    {
        private long values;

        public Initializer Initializer { get; } = initializer;

        public Initializer BiasInitializer { get; } = biasInitializer;

        public ParameterStore<T> Store { get; } = new();

        public List<(Initializer Initializer, Fan Fan)> Drawings { get; } = [];

        public uint RandomIndices { get; set; }

        /// <summary>Counts the values of a parameter or buffer before any memory is taken for it.</summary>
        public void Take(Shape shape)
        {
            values += shape.Size;
            if (values > most) throw new ShapeException($"The layers have more than the {most} weights that there are values for.");
        }
    }
}
