using System.ComponentModel;
using System.Numerics;
using Chainrule.Kernels;
using Chainrule.Parameters;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>A layer with learned parameters, the gated linear unit: y = a·σ(z) with a = x·Wᵀ + b and z = x·Vᵀ + c.</summary>
/// <remarks>Shapes: x [batch, in], weights W and V [units, in], biases b and c [units], y [batch, units]. Backward, with s = σ(z):
/// da = dy·s, dz = dy·a·s·(1 − s); then as two dense layers. Source: Dauphin, Fan, Auli, Grangier, "Language modeling with gated
/// convolutional networks", ICML 2017.</remarks>
/// <param name="Units">The number of outputs.</param>
[Description("A dense layer times a gate, which is a dense layer with a sigmoid.")]
[Example("""{ "units": 3 }""", 5)]
public sealed record GatedLinear([property: Description("Number of outputs."), Bounds(From = 1)] int Units) : Layer
{
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
    {
        if (builder.Input.Rank != 1) throw builder.Misfit("1 dimension [features]", "Put flatten before it.");
        int inputs = builder.Input[0];
        Fan fan = new(inputs, Units);
        return new CompiledGatedLinear<T>(builder.Input, [Units],
            builder.Weight("weight", [Units, inputs], fan, null), builder.Bias("bias", [Units], fan, null),
            builder.Weight("gate_weight", [Units, inputs], fan, null), builder.Bias("gate_bias", [Units], fan, null));
    }

    public override GraphValue Lower(OperatorGraph graph, GraphValue x)
    {
        GraphValue values = graph.Apply("Gemm", [x, graph.Weight("weight"), graph.Weight("bias")], [Units], ("transB", 1));
        GraphValue gates = graph.Apply("Gemm", [x, graph.Weight("gate_weight"), graph.Weight("gate_bias")], [Units], ("transB", 1));
        return graph.Apply("Mul", [values, graph.Apply("Sigmoid", gates)], [Units]);
    }
}

/// <summary>The scratch holds a and s, which the backward pass needs, then da and dz.</summary>
internal sealed class CompiledGatedLinear<T>(Shape input, Shape output, Parameter<T> weight, Parameter<T> bias, Parameter<T> gateWeight,
    Parameter<T> gateBias) : CompiledLayer<T>(input, output) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many elements are one piece of work.</summary>
    private const int Piece = 4096;

    public override long Operations => 4L * InputShape.Size * OutputShape.Size;

    public override int ScratchLength(int batchSize) => checked(4 * batchSize * OutputShape.Size);

    public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
    {
        Span<T> a = Scratch(pass, 0), s = Scratch(pass, 1);
        weight.Multiply(pass.Team, x, bias.Value, a);
        gateWeight.Multiply(pass.Team, x, gateBias.Value, s);
        pass.Team.Run(new Gate(a, s, y), Cut.Count(y.Length, Piece));
    }

    public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        Span<T> da = Scratch(pass, 2), dz = Scratch(pass, 3);
        pass.Team.Run(new GateGradient(Scratch(pass, 0), Scratch(pass, 1), dy, da, dz), Cut.Count(dy.Length, Piece));
        weight.AddProduct(pass.Team, da, x);
        bias.AddRows(pass.Team, da);
        gateWeight.AddProduct(pass.Team, dz, x);
        gateBias.AddRows(pass.Team, dz);
        if (dx.IsEmpty) return;
        weight.MultiplyTransposed(pass.Team, da, dx);
        gateWeight.MultiplyTransposed(pass.Team, dz, dx, accumulate: true);
    }

    private Span<T> Scratch(in Pass<T> pass, int part)
    {
        int length = pass.BatchSize * OutputShape.Size;
        return pass.Scratch.Slice(part * length, length);
    }

    /// <summary>s = σ(s), y = a·s.</summary>
    private readonly ref struct Gate(ReadOnlySpan<T> a, Span<T> s, Span<T> y) : IPieces
    {
        private readonly ReadOnlySpan<T> a = a;
        private readonly Span<T> s = s, y = y;

        public void Run(int piece)
        {
            int end = Math.Min(y.Length, (piece + 1) * Piece);
            for (int i = piece * Piece; i < end; i += Vector<T>.Count)
            {
                Vector<T> gate = VectorMath.Sigmoid(VectorMath.Load<T>(s[i..end]));
                VectorMath.Store(gate, s[i..end]);
                VectorMath.Store(VectorMath.Load(a[i..end]) * gate, y[i..end]);
            }
        }
    }

    /// <summary>da = dy·s, dz = dy·a·s·(1 − s).</summary>
    private readonly ref struct GateGradient(ReadOnlySpan<T> a, ReadOnlySpan<T> s, ReadOnlySpan<T> dy, Span<T> da, Span<T> dz) : IPieces
    {
        private readonly ReadOnlySpan<T> a = a, s = s, dy = dy;
        private readonly Span<T> da = da, dz = dz;

        public void Run(int piece)
        {
            int end = Math.Min(dy.Length, (piece + 1) * Piece);
            for (int i = piece * Piece; i < end; i += Vector<T>.Count)
            {
                Vector<T> gate = VectorMath.Load(s[i..end]), passed = VectorMath.Load(dy[i..end]) * gate;
                VectorMath.Store(passed, da[i..end]);
                VectorMath.Store(passed * VectorMath.Load(a[i..end]) * (Vector<T>.One - gate), dz[i..end]);
            }
        }
    }
}
