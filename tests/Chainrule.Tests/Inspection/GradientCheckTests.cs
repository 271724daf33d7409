using System.Numerics;
using Chainrule.Initializers;
using Chainrule.Inspection;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Parameters;

namespace Chainrule.Tests.Inspection;

/// <summary>The gradient check itself: it finds the mistakes of a layer of one's own, names them, and never passes for want of
/// looking.</summary>
public class GradientCheckTests
{
    [Fact]
    public void A_right_layer_passes()
    {
        GradientCheckResult result = GradientCheck.Layer(new Parabola(), [4]);
        Assert.True(result.Passed, result.ToString());
        // Three samples of four inputs, four scales and four shifts.
        Assert.Equal(3 * 4 + 4 + 4, result.Checks);
        Assert.Equal(0, result.Kinks);
        Assert.True(result.WorstError is >= 0 and < 1e-9);
        Assert.All(new MeanSquaredError[] { new(), new() { Reduction = Reduction.Sum } },
            loss => Assert.True(GradientCheck.LayerAndLoss(new Parabola(), loss, [4]).Passed));
    }

    [Theory]
    [InlineData(Mistake.ForgottenFactor, "input[")]
    [InlineData(Mistake.ForgottenChain, "input[")]
    [InlineData(Mistake.WrongSign, "0.shift[")]
    [InlineData(Mistake.SlightlyOff, "0.scale[")]
    [InlineData(Mistake.OneElementOff, "0.scale[2]")]
    [InlineData(Mistake.LastSampleLeftOut, "0.shift[")]
    [InlineData(Mistake.NotANumber, "0.scale[")]
    [InlineData(Mistake.InputNotWritten, "input[")]
    [InlineData(Mistake.ParameterForgotten, "0.shift[")]
    public void A_wrong_layer_fails_and_the_tensor_is_named(Mistake mistake, string where)
    {
        foreach (GradientCheckResult result in (GradientCheckResult[])
            [GradientCheck.Layer(new Parabola(mistake), [4]),
                GradientCheck.LayerAndLoss(new Parabola(mistake), new SumSquaredError(), [4])])
        {
            Assert.False(result.Passed);
            Assert.StartsWith(where, result.Where, StringComparison.Ordinal);
            Assert.StartsWith($"{new Parabola(mistake)} on 4", result.Name, StringComparison.Ordinal);
            Assert.Contains($"FAILED, {result.Checks} derivatives", result.ToString(), StringComparison.Ordinal);
            Assert.Contains($" at {result.Where}", result.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_wrong_layer_deep_in_a_network_is_named_by_its_place()
    {
        Network<double> network =
            Network.Build<double>([3], [new Linear(4), new Sequential([new Tanh(), new Parabola(Mistake.SlightlyOff)]), new Linear(2)],
            initializer: new GlorotNormal());
        GradientCheckResult result = GradientCheck.Network(network, new CrossEntropy());
        Assert.False(result.Passed);
        Assert.StartsWith("1.1.scale[", result.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_is_no_number_fails() =>
        Assert.False(GradientCheck.Layer(new Parabola(Mistake.OutputNotANumber), [4]).Passed);

    [Fact]
    public void Nothing_compared_is_not_passed()
    {
        Network<double> network = Network.Build<double>([3], [new Linear(2)]);
        GradientCheckResult result = GradientCheck.Network(network, null, most: 0);
        Assert.Equal(0, result.Checks);
        Assert.False(result.Passed);
        Assert.False(new GradientCheckResult("none", 1, double.NaN, "", 0).Passed);
        Assert.False(new GradientCheckResult("one", 1, 0, "", 0, "layer 0 adds to dx").Passed);
        Assert.False(new GradientCheckGroup("layer", "none", []).Passed);
    }

    [Fact]
    public void Derivatives_that_drown_in_rounding_are_not_passed()
    {
        // One ulp of 10¹³ is 0.002: no difference of values could tell a right gradient from a wrong one.
        Assert.False(GradientCheck.Layer(new Parabola(Offset: 1e13), [4]).Passed);
        Assert.False(GradientCheck.Layer(new Parabola(Mistake.ForgottenFactor, Offset: 1e13), [4]).Passed);
        Assert.True(GradientCheck.Layer(new Parabola(Offset: 1e3), [4]).Passed);
    }

    [Fact]
    public void As_many_derivatives_of_every_tensor_are_compared_as_asked_for()
    {
        Network<double> network = Network.Build<double>([10], [new Linear(20), new Tanh(), new Linear(2)]);
        // The input, two weights, and biases of which one has just two.
        Assert.Equal(5 + 5 + 5 + 5 + 2, GradientCheck.Network(network, new CrossEntropy(), most: 5).Checks);
    }

    [Fact]
    public void The_network_is_as_before_afterwards()
    {
        Network<double> network =
            Network.Build<double>([3], [new Linear(4) { Initializer = new Zeros() }, new ReLU(), new BatchNorm(), new Linear(2)]);
        string before = network.WeightsSha256();
        Assert.True(GradientCheck.Network(network, new CrossEntropy()).Passed);
        Assert.Equal(before, network.WeightsSha256());
    }

    [Fact]
    public void A_relu_exactly_at_its_kink_is_stepped_around_and_counted()
    {
        // All weights 0: every input of the ReLU is 0, whatever the sample.
        Network<double> network = Network.Build<double>([3], [new Linear(4) { Initializer = new Zeros() }, new ReLU(), new Linear(2)]);
        GradientCheckResult result = GradientCheck.Network(network, new MeanSquaredError());
        Assert.True(result.Passed, result.ToString());
        Assert.Equal(3 * 3 + 3 * 4 + 4 + 4 * 2 + 2, result.Checks);
        Assert.True(result.Kinks > 0);
    }

    [Fact]
    public void Equal_pixels_under_a_max_pool_are_stepped_around_and_counted()
    {
        Network<double> network =
            Network.Build<double>([1, 4, 4], [new Conv2d(2) { Initializer = new Zeros() }, new MaxPool2d(2), new Flatten(), new Linear(2)]);
        GradientCheckResult result = GradientCheck.Network(network, new MeanSquaredError());
        Assert.True(result.Passed, result.ToString());
        Assert.True(result.Kinks > 0);
    }

    [Theory]
    [InlineData(Mistake.None)]
    [InlineData(Mistake.WrongSign)]
    [InlineData(Mistake.SlightlyOff)]
    public void Kinks_hide_no_mistake(Mistake mistake)
    {
        Network<double> network =
            Network.Build<double>([4], [new Parabola(mistake), new ReLU(), new Linear(3), new Hard(), new Linear(2)],
            initializer: new GlorotNormal());
        GradientCheckResult result = GradientCheck.Network(network, new MeanAbsoluteError(), batchSize: 20);
        Assert.Equal(mistake == Mistake.None, result.Passed);
        Assert.True(result.Kinks > 0);
    }

    [Fact]
    public void A_jump_is_no_kink_and_fails() => Assert.False(GradientCheck.Layer(new Hard(Jumps: true), [50]).Passed);

    /// <summary>What is wrong with the backward pass of <see cref="Parabola"/>.</summary>
    public enum Mistake
    {
        None, ForgottenFactor, ForgottenChain, WrongSign, SlightlyOff, OneElementOff, LastSampleLeftOut, NotANumber,
        InputNotWritten, ParameterForgotten, OutputNotANumber
    }

    /// <summary>y = scale·x² + shift + offset, as a user would write it.</summary>
    private sealed record Parabola(Mistake Mistake = Mistake.None, double Offset = 0) : Layer
    {
        public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder)
        {
            Fan fan = new(1, 1);
            return new CompiledParabola<T>(this, builder.Input, builder.Weight("scale", builder.Input, fan, null),
                builder.Bias("shift", builder.Input, fan, null));
        }
    }

    private sealed class CompiledParabola<T>(Parabola spec, Shape shape, Parameter<T> scale, Parameter<T> shift)
        : CompiledLayer<T>(shape, shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = scale.Value[i % OutputShape.Size] * x[i] * x[i] + shift.Value[i % OutputShape.Size]
                    + T.CreateTruncating(spec.Offset);
            if (spec.Mistake == Mistake.OutputNotANumber) y[0] = T.NaN;
        }

        public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        {
            int features = OutputShape.Size;
            for (int i = 0; i < x.Length; i++)
            {
                T dScale = x[i] * x[i] * dy[i], dShift = dy[i], w = scale.Value[i % features];
                if (spec.Mistake == Mistake.WrongSign) dShift = -dShift;
                if (spec.Mistake == Mistake.SlightlyOff || (spec.Mistake == Mistake.OneElementOff && i % features == 2))
                    dScale *= T.CreateTruncating(1.0001);
                if (spec.Mistake == Mistake.NotANumber) dScale = T.NaN;
                if (spec.Mistake == Mistake.ParameterForgotten || (spec.Mistake == Mistake.LastSampleLeftOut && i >= x.Length - features))
                    dShift = T.Zero;
                scale.Gradient[i % features] += dScale;
                shift.Gradient[i % features] += dShift;
                if (dx.IsEmpty || spec.Mistake == Mistake.InputNotWritten) continue;
                T slope = spec.Mistake == Mistake.ForgottenFactor ? w * x[i] : (w + w) * x[i];
                dx[i] = spec.Mistake == Mistake.ForgottenChain ? slope : slope * dy[i];
            }
        }
    }

    /// <summary>y = |x|, or a step from 0 to 1 at 0.</summary>
    private sealed record Hard(bool Jumps = false) : Layer
    {
        public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new CompiledHard<T>(builder.Input, Jumps);
    }

    private sealed class CompiledHard<T>(Shape shape, bool jumps) : CompiledLayer<T>(shape, shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++) y[i] = jumps ? x[i] > T.Zero ? T.One : T.Zero : T.Abs(x[i]);
        }

        public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        {
            // A step has the slope 0 nearly everywhere; a layer that claims more is wrong.
            for (int i = 0; i < dx.Length; i++) dx[i] = jumps ? dy[i] : x[i] > T.Zero ? dy[i] : -dy[i];
        }
    }
}
