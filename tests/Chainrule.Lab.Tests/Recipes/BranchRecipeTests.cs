using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;

namespace Chainrule.Lab.Tests.Recipes;

/// <summary>Recipes with branches: how they are spelled, and where mistakes inside them are found.</summary>
public class BranchRecipeTests
{
    private const string Branches = """
        name: branches
        data: xor
        model:
          - parallel:
              - { name: x, shape: 1, layers: [{ linear: 4 }, relu] }
              - name: y
                shape: [1]
                layers:
                  - linear: 3
                  - tanh
          - concat: [{ linear: 2 }, { sequential: [{ linear: 3 }, sigmoid] }]
          - linear: 1
          - sigmoid
        loss: binary_cross_entropy
        optimizer: {sgd: 0.1}
        training: {epochs: 5}
        """;

    private static readonly Layer[] model =
    [
        new ParallelSlices([new("x", [1], [new Linear(4), new ReLU()]), new("y", [1], [new Linear(3), new Tanh()])]),
        new Concat([new Linear(2), new Sequential([new Linear(3), new Sigmoid()])]),
        new Linear(1), new Sigmoid(),
    ];

    [Fact]
    public void Branches_are_read_and_written_back()
    {
        Recipe recipe = Samples.Parse(Branches);
        Assert.Equal(model, recipe.Model);
        string canonical = RecipeWriter.ToYaml(recipe);
        Assert.Equal(model, Samples.Parse(canonical).Model);
        Assert.Equal(canonical, RecipeWriter.ToYaml(Samples.Parse(canonical)));
        Assert.Equal(new Linear(7), ((Concat)Samples.Parse(Branches, "model.1.branches.0.units=7").Model[1]).Branches[0]);
        Assert.Equal(2, ((ParallelSlices)Samples.Parse(Branches, "model.0.slices.1.shape=2").Model[0]).Slices[1].Shape.Size);
    }

    [Theory]
    [InlineData("name: y", "nam: y", "r.yaml:6:9: model.0.parallel.slices.1.nam: unknown key 'nam'; did you mean 'name'? Valid keys: name, "
        + "shape, layers.")]
    [InlineData("shape: [1]", "shape: [1, 0]", "r.yaml:7:16: model.0.parallel.slices.1.shape: expected a whole number of at least 1, or a "
        + "list of them such as [channels, height, width], but got a list.")]
    [InlineData("shape: [1]", "shape: []", "r.yaml:7:16: model.0.parallel.slices.1.shape: is empty; say how many values there are.")]
    [InlineData("name: y", "name: x", "r.yaml:5:7: model.0.parallel.slices: names 'x' twice; every slice has a name of its own.")]
    [InlineData("- tanh", "- tahn", "r.yaml:10:13: model.0.parallel.slices.1.layers.1: unknown layer 'tahn'; did you mean 'tanh'? …")]
    [InlineData("[{ linear: 2 }, {", "[{", "r.yaml:11:13: model.1.concat.branches: needs at least two branches, but has 1; layers one "
        + "after another are a sequential.")]
    [InlineData("- tanh", "- conv2d: 2", "r.yaml:10:13: model.0.parallel.slices.1.layers.1: layer 0.1.1, Conv2d(2), expects 3 dimensions "
        + "[channels, height, width], but got 3. …")]
    [InlineData("shape: [1]", "shape: 2", "r.yaml:4:5: model.0: layer 0, …")]
    [InlineData("sigmoid] }]", "max_pool2d: 2] }]", "r.yaml:11:59: model.1.concat.branches.1.sequential.layers.1: layer 1.1.1, …")]
    public void A_mistake_is_explained_where_it_is(string text, string mistake, string message)
    {
        string yaml = Branches.Replace(text, mistake, StringComparison.Ordinal);
        DocumentException error = Assert.Throws<DocumentException>(() =>
        {
            RecipeDocument document = RecipeReader.Parse(yaml, "r.yaml");
            try
            {
                _ = Network.Build<float>([2], document.Recipe.Model);
            }
            catch (ShapeException misfit)
            {
                throw document.At(misfit);
            }
        });
        string said = error.Problems.Count > 0 ? error.Problems[0].ToString() : error.Message;
        if (message.EndsWith('…')) Assert.StartsWith(message[..^1], said, StringComparison.Ordinal);
        else Assert.Equal(message, said);
    }
}
