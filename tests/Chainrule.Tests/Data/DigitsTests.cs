using Chainrule.Data;

namespace Chainrule.Tests.Data;

public class DigitsTests
{
    /// <summary>Figures of the UCI file: classes as listed in its description, and the sum of all pixels.</summary>
    [Fact]
    public void The_digits_are_those_of_the_published_file()
    {
        Dataset<float> digits = Digits.Load<float>();
        Assert.Equal((1797, 10, "digits"), (digits.Count, digits.Classes, digits.Name));
        Assert.Equal([1, 8, 8], digits.InputShape);
        int[] counts = new int[10];
        for (int i = 0; i < digits.Count; i++) counts[digits.Label(i)]++;
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], counts);
        float[] values = digits.InputTensor().ToArray();
        Assert.Equal(561718, values.Sum(value => (double)value));
        Assert.Equal((0, 16), (values.Min(), values.Max()));
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], values[..8]);
        Assert.Equal(8, digits.Label(1796));
    }

    [Fact]
    public void Both_precisions_hold_the_same_data() => Assert.Equal(Digits.Load<float>().Sha256, Digits.Load<double>().Sha256);
}
