using System.Numerics;
using System.Text.Json;
using Chainrule.Initializers;
using Chainrule.Inspection;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Parameters;

namespace Chainrule.Tests.Layers;

/// <summary>One layer with its weights, a batch, and what a forward and a backward pass made of them.</summary>
internal sealed class LayerRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] scratch;

    public LayerRun(Layer layer, Shape input, int batch = 2, bool training = true, ulong seed = 1)
    {
        (Batch, Training, Seed) = (batch, training, seed);
        (Compiled, Store) = LayerBuilder<T>.Compile(layer, input, seed, new Normal(0.5), new Normal(0.5));
        X = new T[batch * input.Size];
        Y = new T[batch * Compiled.OutputShape.Size];
        Dy = new T[Y.Length];
        Dx = new T[X.Length];
        scratch = new T[Compiled.ScratchLength(batch)];
        RandomStream random = new(seed, RandomPurpose.GradientCheck);
        foreach (ref T value in X.AsSpan()) value = T.CreateTruncating(random.NextNormal());
        foreach (ref T value in Dy.AsSpan()) value = T.CreateTruncating(random.NextNormal());
    }

    public CompiledLayer<T> Compiled { get; }

    public ParameterStore<T> Store { get; }

    public int Batch { get; }

    public bool Training { get; set; }

    public ulong Seed { get; }

    public ulong Step { get; set; }

    public T[] X { get; }

    public T[] Y { get; }

    public T[] Dy { get; }

    public T[] Dx { get; }

    public Span<T> this[string parameter] => Store.Parameters.Single(candidate => candidate.Name == parameter).Value;

    public Span<T> Gradient(string parameter) => Store.Parameters.Single(candidate => candidate.Name == parameter).Gradient;

    public T[] Buffer(string name) => Store.Buffers.Single(candidate => candidate.Name == name).Value;

    public LayerRun<T> Forward(Team? team = null)
    {
        Y.AsSpan().Fill(T.NaN);
        Compiled.Forward(Pass(team), X, Y);
        return this;
    }

    public LayerRun<T> Backward(Team? team = null)
    {
        Dx.AsSpan().Fill(T.NaN);
        Store.Gradients.Clear();
        Compiled.Backward(Pass(team), X, Y, Dy, Dx);
        return this;
    }

    /// <summary>Runs forward and backward without asking for the input's gradient.</summary>
    public LayerRun<T> WithoutInputGradient()
    {
        Forward();
        Store.Gradients.Clear();
        Compiled.Backward(Pass(null), X, Y, Dy, []);
        return this;
    }

    public Pass<T> Pass(Team? team) =>
        new() { BatchSize = Batch, Training = Training, Seed = Seed, Step = Step, Team = team ?? Alone, Scratch = scratch };

    private static Team Alone { get; } = new(1);
}

/// <summary>Checks that many layer tests share.</summary>
internal static class LayerChecks
{
    private static readonly JsonSerializerOptions Json =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, AllowOutOfOrderMetadataProperties = true };

    private static readonly Team[] Teams = [new(2), new(3)];

    public static Layer Parse(string json) => JsonSerializer.Deserialize<Layer>(json, Json)!;

    public static string Print(Layer layer) => JsonSerializer.Serialize(layer, Json);

    /// <summary>|a − b| ≤ tolerance·max(|a|, |b|, 1).</summary>
    public static void Near<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, double tolerance, string what = "")
        where T : IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double e = double.CreateTruncating(expected[i]), a = double.CreateTruncating(actual[i]);
            if (!(Math.Abs(e - a) <= tolerance * Math.Max(1, Math.Abs(e)))) Assert.Fail($"{what}[{i}] is {a:R}, expected {e:R}");
        }
    }

    /// <summary>Proves the gradients of a configuration that is none of the layer's examples.</summary>
    public static void Gradients(Layer layer, Shape input, int batch = 3, bool training = true)
    {
        GradientCheckResult result = GradientCheck.Layer(layer, input, batch, training);
        Assert.True(result.Passed, result.ToString());
    }

    /// <summary>Any number of threads gives the same bits, in both precisions; for configurations that are none of the layer's
    /// examples.</summary>
    public static void SameBits(Layer layer, Shape input, int batch)
    {
        SameBits<float>(layer, input, batch);
        SameBits<double>(layer, input, batch);
    }

    private static void SameBits<T>(Layer layer, Shape input, int batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LayerRun<T> alone = new LayerRun<T>(layer, input, batch).Forward().Backward();
        foreach (Team team in Teams)
        {
            LayerRun<T> together = new LayerRun<T>(layer, input, batch).Forward(team).Backward(team);
            Assert.Equal(alone.Y, together.Y);
            Assert.Equal(alone.Dx, together.Dx);
            Assert.Equal(alone.Store.Gradients, together.Store.Gradients);
        }
    }
}
