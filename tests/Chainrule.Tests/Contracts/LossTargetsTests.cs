using Chainrule.Data;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Tests.Contracts;

/// <summary>What every loss promises about targets: it says which ones it takes, and others are refused before the first step.</summary>
public class LossTargetsTests
{
    private static readonly Network<double> network = Network.Build<double>([1], [new Linear(3)], seed: 1);

    public static TheoryData<string> Names => [.. Subjects.Losses.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Every_loss_takes_what_labels_become(string name)
    {
        Assert.Null(Misfit(Subjects.Losses[name], [1, 0, 0, 0, 0, 1]));
        Assert.Null(new Trainer<double>(network, Subjects.Losses[name], new Sgd(0.1)).MisfitOf(
            Dataset.Create<double>([1, 2], [1], [2, 0], 3)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Targets_that_a_loss_does_not_take_are_refused_with_their_value_and_row(string name)
    {
        Loss loss = Subjects.Losses[name];
        Misfit? misfit = Misfit(loss, [0, 1, 0, 0, 2, 0]);
        Assert.Equal(loss.Targets == TargetDomain.Any, misfit is null);
        if (misfit is null) return;
        Assert.Equal($"Row 1 (from 0) of 'targets' has 2 as target value 1, but {loss} takes {loss.Targets}", misfit.Problem);
        Remedy remedy = Assert.Single(misfit.Remedies);
        Assert.Null(Misfit(remedy.Loss!, [0, 1, 0, 0, 2, 0]));
    }

    [Theory, MemberData(nameof(Names))]
    public void Targets_that_are_mixed_of_what_a_loss_takes_are_refused(string name)
    {
        Loss loss = Subjects.Losses[name];
        Assert.Equal(loss.Targets == TargetDomain.Any, Misfit(loss, [-1, 1, 0, 1, 0, 0]) is null);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_page_of_a_loss_says_which_targets_it_takes(string name)
    {
        Loss loss = Subjects.Losses[name];
        string page = Path.Combine(Repository.Root, "docs", "losses",
            (string)Subjects.Index(typeof(Loss)).Single(line => line.DerivedType == loss.GetType()).TypeDiscriminator! + ".md");
        Assert.Contains($"\nTargets: {loss.Targets}", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_of_ones_own_states_what_it_takes()
    {
        Misfit misfit = Misfit(new Counts(), [1, 2, 3, 4, -1, 0])!;
        Assert.Equal("Row 1 (from 0) of 'targets' has -1 as target value 1, but Counts() takes numbers of at least 0", misfit.Problem);
    }

    private static Misfit? Misfit(Loss loss, double[] targets) => new Trainer<double>(network, loss, new Sgd(0.1))
        .MisfitOf(Dataset.Create([1, 2], [1], targets, [3], "targets"));

    private sealed record Counts : Loss
    {
        public override TargetDomain Targets => TargetDomain.Between(0, double.PositiveInfinity);

        public override T Sample<T>(ReadOnlySpan<T> prediction, ReadOnlySpan<T> target, Span<T> gradient) => T.Zero;
    }
}
