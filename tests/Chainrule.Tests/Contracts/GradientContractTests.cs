using Chainrule.Inspection;
using Chainrule.Layers;
using Chainrule.Losses;

namespace Chainrule.Tests.Contracts;

/// <summary>The gradients of everything, proved once for all tests of this class.</summary>
public sealed class GradientProof
{
    public IReadOnlyList<GradientCheckGroup> Groups { get; } = GradientSuite.Run();
}

/// <summary>Backpropagation agrees with central differences, for every layer with every loss, every initializer and every
/// optimizer.</summary>
public class GradientContractTests(GradientProof proof) : IClassFixture<GradientProof>
{
    public static TheoryData<string, string> Subjects
    {
        get
        {
            TheoryData<string, string> subjects = [];
            foreach (string layer in Examples.Layers.Select(example => example.Layer.GetType().Name).Distinct())
                subjects.Add("layer", layer);
            foreach (string loss in Examples.Losses.Select(loss => $"{loss}").Distinct()) subjects.Add("loss", loss);
            foreach (string initializer in Examples.Initializers.Select(initializer => $"{initializer}").Distinct())
                subjects.Add("initializer", initializer);
            foreach (string optimizer in Examples.Optimizers.Select(optimizer => $"{optimizer}").Distinct())
                subjects.Add("optimizer", optimizer);
            return subjects;
        }
    }

    [Theory, MemberData(nameof(Subjects))]
    public void Gradients_agree_with_central_differences(string kind, string name)
    {
        GradientCheckGroup[] groups = [.. proof.Groups.Where(group => group.Kind == kind && group.Name == name)];
        Assert.NotEmpty(groups);
        foreach (GradientCheckResult result in groups.SelectMany(group => group.Results))
        {
            Assert.True(result.Passed, result.ToString());
            Assert.True(result.WorstError <= 1e-6, result.ToString());
            Assert.Null(result.Finding);
        }
    }

    [Fact]
    public void Every_layer_was_checked_with_every_loss_and_both_reductions()
    {
        ILookup<string, GradientCheckResult> results = proof.Groups.Where(group => group.Kind == "layer")
            .SelectMany(group => group.Results).ToLookup(result => result.Name);
        foreach (IGrouping<string, (Layer Layer, Shape Input)> alike in
            Examples.Layers.GroupBy(example => $"{example.Layer} on {example.Input}"))
        {
            // In training, in inference, and on a single sample.
            Assert.Equal(3 * alike.Count(), results[alike.Key].Count());
            foreach (Loss loss in Examples.Losses)
                foreach (Reduction reduction in Enum.GetValues<Reduction>())
                {
                    GradientCheckResult[] found = [.. results[$"{alike.Key}, {loss with { Reduction = reduction }}"]];
                    Assert.Equal(alike.Count(), found.Length);
                    // A batch of three, and no input left out.
                    Assert.All(found, result => Assert.True(result.Checks >= 3 * alike.First().Input.Size, result.ToString()));
                }
        }
    }

    [Fact]
    public void Losses_collect_the_checks_of_all_layers_and_are_checked_alone()
    {
        GradientCheckGroup[] losses = [.. proof.Groups.Where(group => group.Kind == "loss")];
        Assert.Equal(Examples.Losses.Count, losses.Length);
        // Both reductions, alone on one output and on three.
        Assert.All(losses, group => Assert.Equal(2 * Examples.Layers.Count + 2 * 2, group.Results.Count));
        foreach (Loss loss in Examples.Losses)
            foreach (Reduction reduction in Enum.GetValues<Reduction>())
                foreach (int outputs in (int[])[1, 3])
                    Assert.Contains(losses.SelectMany(group => group.Results), result => result.Checks == 3 * outputs
                        && result.Name == $"{loss with { Reduction = reduction }} on {outputs}");
    }

    [Fact]
    public void The_proof_compares_at_least_fifty_thousand_derivatives() =>
        Assert.True(proof.Groups.Where(group => group.Kind != "loss").Sum(group => group.Checks) >= 50_000);

    [Fact]
    public void Kinks_were_met_and_stepped_around() =>
        Assert.True(proof.Groups.Single(group => group.Kind == "layer" && group.Name == nameof(ReLU)).Kinks > 0);
}
