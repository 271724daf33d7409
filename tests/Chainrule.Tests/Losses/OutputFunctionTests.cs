using Chainrule.Losses;

namespace Chainrule.Tests.Losses;

public class OutputFunctionTests
{
    [Theory]
    [InlineData(OutputFunction.None, new[] { 1.5, -2, 0 }, new[] { 1.5, -2, 0 })]
    [InlineData(OutputFunction.Sigmoid, new[] { 0, 2, -2, 1000, -1000, double.PositiveInfinity, double.NegativeInfinity },
        new[] { 0.5, 0.8807970779778823, 0.11920292202211755, 1, 0, 1, 0 })]
    [InlineData(OutputFunction.Softmax, new[] { 1000.0, 1001 }, new[] { 0.2689414213699951, 0.7310585786300049 })]
    [InlineData(OutputFunction.Softmax, new[] { 0, double.NegativeInfinity, 0 }, new[] { 0.5, 0, 0.5 })]
    public void Probabilities_are_those_of_the_formula_and_nothing_overflows(OutputFunction function, double[] outputs, double[] expected)
    {
        double[] probabilities = new double[outputs.Length];
        function.Apply<double>(outputs, probabilities);
        Assert.All(expected.Zip(probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
        function.Apply<double>(outputs, outputs);
        Assert.Equal(probabilities, outputs);
    }

    [Fact]
    public void Outputs_in_single_precision_are_computed_in_double()
    {
        double[] probabilities = new double[1];
        OutputFunction.Sigmoid.Apply<float>([-20], probabilities);
        Assert.Equal(2.061153618190204e-9, probabilities[0], 1e-23);
    }

    [Fact]
    public void What_is_not_a_number_stays_none()
    {
        double[] probabilities = new double[2];
        OutputFunction.Softmax.Apply<double>([double.NaN, 0], probabilities);
        Assert.All(probabilities, value => Assert.Equal(double.NaN, value));
    }

    [Fact]
    public void Every_output_needs_its_probability() =>
        Assert.Throws<ArgumentException>(() => OutputFunction.Sigmoid.Apply<float>([1, 2], new double[3]));
}
