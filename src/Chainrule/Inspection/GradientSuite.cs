using Chainrule.Initializers;
using Chainrule.Kernels;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;

namespace Chainrule.Inspection;

/// <summary>The checks of one description: a layer with every loss, a loss alone and with every layer, an initializer, an
/// optimizer.</summary>
/// <param name="Kind"><c>layer</c>, <c>loss</c>, <c>initializer</c> or <c>optimizer</c>.</param>
/// <param name="Name">The description.</param>
/// <param name="Results">Its checks.</param>
public sealed record GradientCheckGroup(string Kind, string Name, IReadOnlyList<GradientCheckResult> Results)
{
    /// <summary>The derivatives compared.</summary>
    public int Checks => Results.Sum(result => result.Checks);

    /// <summary>The check with the largest relative error.</summary>
    public GradientCheckResult Worst => Results.MaxBy(result => result.WorstError)!;

    /// <summary>What the first check with a finding found; null where none has one.</summary>
    public string? Finding => Results.Select(result => result.Finding).FirstOrDefault(finding => finding is not null);

    /// <summary>How often a kink was stepped around.</summary>
    public int Kinks => Results.Sum(result => result.Kinks);

    /// <summary>Whether all checks passed.</summary>
    public bool Passed => Results.Count > 0 && Results.All(result => result.Passed);
}

/// <summary>Proves the gradients of everything that the library has.</summary>
public static class GradientSuite
{
    /// <summary>Checks every layer with every loss, on each of its example shapes, in training and in inference, and on a single sample;
    /// every initializer as the start of a network; every optimizer: the gradient at the point that ten of its steps lead to; and every
    /// loss alone, on one prediction and on three.</summary>
    /// <param name="progress">Gets each group as it is done; losses come last, as they collect from all layers.</param>
    /// <param name="cancellation">Stops between two groups.</param>
    public static IReadOnlyList<GradientCheckGroup> Run(IProgress<GradientCheckGroup>? progress = null,
        CancellationToken cancellation = default)
    {
        List<GradientCheckGroup> groups = [];
        Dictionary<Loss, List<GradientCheckResult>> byLoss =
            Examples.Losses.ToDictionary(loss => loss, _ => new List<GradientCheckResult>());
        foreach (IGrouping<Type, (Layer Layer, Shape Input)> kind in Examples.Layers.GroupBy(example => example.Layer.GetType()))
        {
            List<GradientCheckResult> results = [];
            foreach ((Layer layer, Shape input) in kind)
            {
                cancellation.ThrowIfCancellationRequested();
                results.Add(GradientCheck.Layer(layer, input));
                results.Add(GradientCheck.Layer(layer, input, training: false));
                results.Add(GradientCheck.Layer(layer, input, batchSize: 1, training: false));
                foreach (Loss loss in Examples.Losses)
                    foreach (Reduction reduction in Enum.GetValues<Reduction>())
                    {
                        GradientCheckResult result = GradientCheck.LayerAndLoss(layer, loss with { Reduction = reduction }, input);
                        results.Add(result);
                        byLoss[loss].Add(result);
                    }
            }
            Add("layer", kind.Key.Name, results);
        }
        foreach (Initializer initializer in Examples.Initializers)
            Add("initializer", initializer.ToString(), [Started(initializer)]);
        foreach (Optimizer optimizer in Examples.Optimizers)
            Add("optimizer", optimizer.ToString(), [Trained(optimizer)]);
        foreach ((Loss loss, List<GradientCheckResult> results) in byLoss)
            Add("loss", loss.ToString(), [.. results, .. from reduction in Enum.GetValues<Reduction>()
                                                         from outputs in (int[])[1, 3]
                                                         select GradientCheck.Loss(loss with { Reduction = reduction }, outputs)]);
        return groups;

        void Add(string kind, string name, IReadOnlyList<GradientCheckResult> results)
        {
            groups.Add(new(kind, name, results));
            progress?.Report(groups[^1]);
        }
    }

    private static readonly Layer[] SmallNetwork = [new Linear(5), new Tanh(), new Linear(4), new Sigmoid(), new Linear(3)];

    private static GradientCheckResult Started(Initializer initializer) =>
        GradientCheck.Network(Network.Build<double>([4], SmallNetwork, 1, initializer), new CrossEntropy(),
            name: $"network started by {initializer}");

    private static GradientCheckResult Trained(Optimizer optimizer)
    {
        Network<double> network = Network.Build<double>([4], SmallNetwork);
        CompiledOptimizer<double> compiled = optimizer.Compile<double>(network.Weights.Length);
        Workspace<double> workspace = network.CreateWorkspace(6);
        RandomStream random = new(1, RandomPurpose.GradientCheck);
        double[] x = new double[24], target = new double[18], gradient = new double[18];
        foreach (ref double value in x.AsSpan()) value = random.NextNormal();
        for (int sample = 0; sample < 6; sample++) target[sample * 3 + random.Next(3)] = 1;
        for (int step = 0; step < 10; step++)
        {
            Span<double> y = network.Forward(workspace, x, training: true, seed: 1, (ulong)step, Team.Single);
            new CrossEntropy().Evaluate<double>(y, target, gradient, 6);
            network.ZeroGradients();
            network.Backward(workspace, x, gradient);
            compiled.Update(Team.Single, optimizer.BaseRate, network.Weights, network.GradientView);
        }
        return GradientCheck.Network(network, new CrossEntropy(), name: $"network after ten steps of {optimizer}");
    }
}
