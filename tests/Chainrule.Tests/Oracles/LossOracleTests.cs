using Chainrule.Losses;

namespace Chainrule.Tests.Oracles;

public class LossOracleTests
{
    private static readonly IReadOnlyDictionary<string, Case> Cases = OracleData.Load<Case>("losses.json");

    public static TheoryData<string> Names => OracleData.Names(Cases);

    [Theory, MemberData(nameof(Names))]
    public void Value_and_gradient_are_those_of_the_reference(string name)
    {
        Case entry = Cases[name];
        double[] gradient = new double[entry.Prediction.Length];

        double value = entry.Loss.Evaluate(entry.Prediction, entry.Target, gradient, entry.Batch);

        OracleData.AssertClose(entry.Value, value, "value");
        for (int i = 0; i < gradient.Length; i++) AssertGradient(entry, gradient, i);
        Assert.Equal(entry.Batch * entry.Outputs, entry.Prediction.Length);
        Assert.Equal(value, entry.Loss.Evaluate<double>(entry.Prediction, entry.Target, [], entry.Batch));
    }

    private static void AssertGradient(Case entry, double[] gradient, int i)
    {
        // Automatic differentiation of 0·ln 0 gives NaN; the term is absent from the sum, so its derivative is 0.
        if (double.IsNaN(entry.Gradient[i]) && entry.Target[i] == 0) Assert.Equal(0, gradient[i], 0.0);
        // PyTorch's smallest denominator 1e-12 is a number of single precision, 9.99999996e-13; here it is 1e-12.
        else if (entry.Loss is BinaryCrossEntropy && entry.Prediction[i] * (1 - entry.Prediction[i]) < 1e-12)
            Assert.Equal(entry.Gradient[i], gradient[i], 1e-8 * Math.Abs(entry.Gradient[i]));
        else OracleData.AssertClose(entry.Gradient[i], gradient[i], $"gradient {i}");
    }

    private sealed record Case(string Name, string Source, Loss Loss, int Batch, int Outputs, double[] Prediction, double[] Target,
        double Value, double[] Gradient)
        : OracleCase(Name, Source);
}
