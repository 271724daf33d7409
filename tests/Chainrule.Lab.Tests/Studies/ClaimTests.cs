using System.Numerics;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Studies.Claims;
using Chainrule.Layers;

namespace Chainrule.Lab.Tests.Studies;

public class ClaimTests
{
    private const double Diverged = double.NaN;

    private static readonly double[][] rising = [[0.1, 0.2, 0.3, 0.1, 0.2], [0.4, 0.5, 0.6, 0.4, 0.5], [0.7, 0.8, 0.9, 0.7, 0.8]];

    [Theory]
    [InlineData("ascending: [a, b, c]", true)]
    [InlineData("descending: [c, b, a]", true)]
    [InlineData("ascending: [a, c]", true)]
    [InlineData("ascending: [b, a, c]", false)]
    [InlineData("descending: [a, b]", false)]
    public void An_order_holds_where_the_means_follow_it(string order, bool holds) =>
        Assert.Equal(holds, MadeUpRuns.Test($"order: {{ says: it rises, measure: test_accuracy, {order} }}", rising).Holds);

    [Fact]
    public void An_order_comes_with_its_numbers_and_the_p_of_each_step() => Assert.Equal(
        "test accuracy: a 18.00 % ± 8.37 %, b 48.00 % ± 8.37 %, c 78.00 % ± 8.37 %; p of each step 0.031, 0.031",
        MadeUpRuns.Test("order: { says: it rises, measure: test_accuracy, ascending: [a, b, c] }", rising).Numbers);

    [Fact]
    public void Equal_means_are_in_no_order() =>
        Assert.False(MadeUpRuns.Test("order: { says: x, measure: test_accuracy, ascending: [a, b] }", [[0.5], [0.5], [1]]).Holds);

    [Fact]
    public void A_diverged_run_makes_no_mean_and_so_no_order() =>
        Assert.False(MadeUpRuns.Test("order: { says: x, measure: test_accuracy, ascending: [a, b] }",
            [[0.1, Diverged], [0.5, 0.5], [1, 1]]).Holds);

    [Fact]
    public void An_order_of_epochs_compares_when_a_value_is_first_reached()
    {
        double[][] histories = [[0.5, 0.9, 1, 1], [0.5, 0.6, 0.9, 0.8], [0.5, 0.5, 0.5, 0.5]];
        Verdict verdict = MadeUpRuns.Test("order: { says: x, measure: train_accuracy, reaches: 0.9, ascending: [a, b, c] }",
            [[1, 1], [0.8, 0.8], [0.5, 0.5]], histories);
        Assert.True(verdict.Holds);
        Assert.Equal("epochs until train accuracy ≥ 90.00 %: a 2 (2 of 2 runs), b 3 (2 of 2 runs), c never (0 of 2 runs)", verdict.Numbers);
        Assert.False(MadeUpRuns.Test("order: { says: x, measure: train_accuracy, reaches: 0.9, ascending: [b, a] }", [[1], [1], [1]],
            histories).Holds);
    }

    [Theory]
    [InlineData("at_least: 0.875", true)]
    [InlineData("at_least: 0.88", false)]
    [InlineData("at_most: 0.875", true)]
    [InlineData("at_most: 0.87", false)]
    [InlineData("at_least: 0.75, every_seed: true", true)]
    [InlineData("at_least: 0.8, every_seed: true", false)]
    [InlineData("at_least: 0.6, epoch: 2", true)]
    [InlineData("at_least: 0.61, epoch: 2", false)]
    public void A_bound_is_one_of_the_mean_or_of_every_run(string bound, bool holds) =>
        Assert.Equal(holds,
            MadeUpRuns.Test($"bound: {{ says: x, measure: train_accuracy, among: [b], {bound} }}", [[0], [0.75, 1], [0]]).Holds);

    [Fact]
    public void A_bound_does_not_hold_for_an_arm_with_a_diverged_run()
    {
        Verdict verdict = MadeUpRuns.Test("bound: { says: x, measure: test_accuracy, among: [a], at_least: 0.1 }",
            [[0.9, Diverged], [1], [1]]);
        Assert.False(verdict.Holds);
        Assert.Equal("test accuracy: a 90.00 % (1 of 2 diverged); claimed at least 10.00 % on average", verdict.Numbers);
    }

    /// <summary>The second epoch of a run that stopped after the first was not measured; that the run diverged would be another
    /// matter.</summary>
    [Fact]
    public void What_ended_before_is_not_said_to_have_diverged()
    {
        const string Claim = "bound: { says: x, measure: train_accuracy, epoch: 2, among: [a], at_least: 0.1, every_seed: true }";
        Assert.Equal("train accuracy in epoch 2: a ended before epoch 2; claimed at least 10.00 % in every run",
            MadeUpRuns.Test(Claim, [[0.9, 0.9], [1], [1]], [[0.9], [1], [1]]).Numbers);
        Assert.Equal("train accuracy in epoch 2: a diverged; claimed at least 10.00 % in every run",
            MadeUpRuns.Test(Claim, [[Diverged, Diverged], [1], [1]], [[0.9], [1], [1]]).Numbers);
        Assert.Equal("train accuracy in epoch 2: a 1 of 3 diverged, 2 of 3 ended before epoch 2; claimed at least 10.00 % in every run",
            MadeUpRuns.Test(Claim, [[0.9, Diverged, 0.9], [1], [1]], [[0.9], [1], [1]]).Numbers);
    }

    [Theory]
    [InlineData("bound: { says: x, measure: initial_saturation, at_least: 0.5, at_most: 0.5 }", true)]
    [InlineData("bound: { says: x, measure: parameters, at_least: 17, at_most: 17 }", true)]
    [InlineData("bound: { says: x, measure: best_epoch, at_most: 1 }", false)]
    [InlineData("bound: { says: x, measure: best_test_accuracy, at_least: 0.8 }", false)]
    public void What_is_no_score_can_be_bounded_as_well(string claim, bool holds) =>
        Assert.Equal(holds, MadeUpRuns.Test(claim, rising).Holds);

    [Theory]
    [InlineData("value: 0.9, within: 2, among: [a]", true)]
    [InlineData("value: 0.9, within: 1, among: [a]", false)]
    [InlineData("value: 0.9, among: [b]", false)]
    public void Reaching_a_value_takes_every_run_and_may_be_limited_in_time(string key, bool holds) => Assert.Equal(holds,
        MadeUpRuns.Test($"reaches: {{ says: x, measure: train_accuracy, {key} }}", [[1, 1], [1, 1], [1, 1]],
            [[0.5, 0.9], [0.5, 0.8], [1]]).Holds);

    [Theory]
    [InlineData(new[] { 0.5, 0.6, 0.7, 0.8, 0.9 }, new[] { 0.4, 0.5, 0.6, 0.7, 0.8 }, true)]
    [InlineData(new[] { 0.5, 0.6, 0.7, 0.8, 0.7 }, new[] { 0.4, 0.5, 0.6, 0.7, 0.8 }, false)]
    [InlineData(new[] { 0.5, 0.6, 0.7, 0.8 }, new[] { 0.4, 0.5, 0.6, 0.7 }, false)]
    public void A_difference_holds_where_the_paired_test_says_so(double[] greater, double[] less, bool holds) =>
        Assert.Equal(holds,
            MadeUpRuns.Test("difference: { says: x, measure: test_accuracy, greater: a, less: b }", [greater, less, less]).Holds);

    [Fact]
    public void A_difference_says_where_there_are_too_few_pairs_to_tell() =>
        Assert.Contains("p = 0.2500 (with 2 pairs no less than 0.25 is possible), claimed at most 0.05",
            MadeUpRuns.Test("difference: { says: x, measure: test_accuracy, greater: b, less: a }",
                [[0.1, 0.2], [0.3, 0.4], [0, 0]]).Numbers, StringComparison.Ordinal);

    [Theory]
    [InlineData("measure: train_accuracy, among: [a]", true)]
    [InlineData("measure: train_loss, among: [a]", true)]
    [InlineData("measure: train_accuracy, among: [a], from: 2, to: 3", false)]
    [InlineData("measure: train_accuracy, among: [b]", false)]
    public void An_improvement_is_one_from_epoch_to_epoch_in_every_run(string key, bool holds) =>
        Assert.Equal(holds,
            MadeUpRuns.Test($"improves: {{ says: x, {key} }}", [[1], [1], [1]], [[0.5, 0.9, 0.8], [0.5, 0.9, 0.5], [1]]).Holds);

    [Theory]
    [InlineData(new[] { 0.7, 0.75 }, "", true)]
    [InlineData(new[] { 0.7, 0.76 }, "", false)]
    [InlineData(new[] { 0.7, 0.76 }, ", within: 0.1", true)]
    [InlineData(new[] { 0.7, Diverged }, "", false)]
    [InlineData(new[] { 0.7, Diverged }, ", or_diverges: true", true)]
    public void Chance_is_the_share_of_the_most_frequent_class(double[] accuracies, string key, bool holds) =>
        Assert.Equal(holds, MadeUpRuns.Test($"chance: {{ says: x, among: [a]{key} }}", [accuracies, [1], [1]]).Holds);

    [Fact]
    public void Divergence_is_claimed_of_every_run_and_reported_with_its_place()
    {
        Assert.False(MadeUpRuns.Test("diverges: { says: x, among: [a] }", [[Diverged, 0.5], [1], [1]]).Holds);
        Verdict verdict = MadeUpRuns.Test("diverges: { says: x, among: [a] }", [[Diverged, Diverged], [1], [1]]);
        Assert.True(verdict.Holds);
        Assert.Contains("a: 2 of 2 runs diverged. a, seed 1: Training diverged in epoch 1 at step 1: the output of layer 0 is not finite",
            verdict.Numbers, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_are_checked_anew()
    {
        Verdict verdict = MadeUpRuns.Test("gradients: { says: they are right, among: [a] }", [[1], [1], [1]]);
        Assert.True(verdict.Holds);
        Assert.Matches(@"^a: 23 derivatives, worst relative error \d\.\de-\d+; allowed 1e-6$", verdict.Numbers);
    }

    [Theory]
    [InlineData("sigmoid", true)]
    [InlineData("tanh", true)]
    [InlineData("relu", true)]
    [InlineData("elu", true)]
    [InlineData("softplus", true)]
    [InlineData("softsign", true)]
    [InlineData("{ leaky_relu: 1e30 }", false)]
    public void Finite_is_an_activation_that_no_input_drives_to_infinity(string activation, bool holds) =>
        Assert.Equal(holds, MadeUpRuns.Test($"finite: {{ says: x, activation: {activation} }}", [[1], [1], [1]]).Holds);

    [Fact]
    public void Finite_tells_where_an_activation_becomes_0()
    {
        string numbers = MadeUpRuns.Test("finite: { says: x, activation: sigmoid }", [[1], [1], [1]]).Numbers;
        Assert.Contains("it becomes 0 at -104 in float32, beside 1.4E-45, it becomes 0 at -745.1 in float64, beside 4.94E-324", numbers,
            StringComparison.Ordinal);
    }

    /// <summary>1 / (1 + e⁻ˣ) as it stands is finite everywhere, but e⁻ˣ is not; with the sign of x it is as it should be.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Finite_is_no_activation_with_an_overflow_on_the_way(bool minding, bool holds)
    {
        Verdict verdict = new FiniteClaim
        {
            Says = "x",
            Activation = new TextbookSigmoid(minding)
        }.Test(new(StudyReader.Parse(MadeUpRuns.Study
            .Replace("path: seed, ", "", StringComparison.Ordinal)).Plan(quick: false)[0], []));
        Assert.Equal(holds, verdict.Holds);
        Assert.Contains(minding
            ? "it becomes 0 at -104 in float32"
            : "it becomes 0 at -88.72 in float32, beside 2.94E-39, it becomes 0 at -709.8 in float64, beside 5.56E-309", verdict.Numbers,
            StringComparison.Ordinal);
    }

    private sealed record TextbookSigmoid(bool MindsSign) : Layer
    {
        public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new Compiled<T>(builder.Input, MindsSign);

        private sealed class Compiled<T>(Shape shape, bool mindsSign) : CompiledLayer<T>(shape, shape)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            public override void Forward(in Pass<T> pass, ReadOnlySpan<T> x, Span<T> y)
            {
                for (int i = 0; i < x.Length; i++)
                    y[i] = mindsSign && T.IsNegative(x[i]) ? T.Exp(x[i]) / (T.One + T.Exp(x[i])) : T.One / (T.One + T.Exp(-x[i]));
            }

            public override void Backward(in Pass<T> pass, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
            {
                for (int i = 0; i < x.Length; i++) dx[i] = y[i] * (T.One - y[i]) * dy[i];
            }
        }
    }

    [Fact]
    public void A_verdict_repeats_what_is_claimed() =>
        Assert.Equal("it rises", MadeUpRuns.Test("bound: { says: it rises, measure: epochs, at_least: 1 }", rising).Says);
}
