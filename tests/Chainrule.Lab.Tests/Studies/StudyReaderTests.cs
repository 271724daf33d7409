using Chainrule.Lab.Documents;
using Chainrule.Lab.Studies;
using Chainrule.Lab.Studies.Results;
using Chainrule.Optimizers;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Studies;

public class StudyReaderTests
{
    private const string Small = """
        name: small
        base:
          name: points
          data: xor
          model: [{ linear: 4 }, sigmoid, { linear: 1 }, sigmoid]
          loss: binary_cross_entropy
          optimizer: { sgd: 0.1 }
          training: { epochs: 5, batch_size: all }
          metrics: [accuracy]
        repeat: 2
        vary:
          - axis: optimizer
            values:
              plain: { optimizer: { sgd: 0.1 } }
              adam: { optimizer: { adam: 0.1 } }
          - { axis: units, path: model.0.units, values: [2, 8] }
        plots: [{ curves: train_loss }]
        claims:
          - order: { says: more is better, measure: train_loss, among: [adam], descending: ["2", "8"] }
        """;

    [Fact]
    public void Axes_multiply_and_changes_are_made_as_set_makes_them()
    {
        PartPlan plan = Assert.Single(StudyReader.Parse(Small).Plan(quick: false));
        Assert.Equal(["plain, 2", "plain, 8", "adam, 2", "adam, 8"], plan.Arms.Select(arm => arm.Label));
        Assert.Equal(["plain_2", "plain_8", "adam_2", "adam_8"], plan.Arms.Select(arm => arm.Folder));
        Assert.Equal([1UL, 2], plan.Seeds);
        Assert.Equal(new Adam { LearningRate = 0.1 }, plan.Arms[3].Document.Recipe.Optimizer);
        Assert.Equal("Linear(8)", plan.Arms[3].Document.Recipe.Model[0].ToString());
        Assert.Equal(["optimizer: { adam: 0.1 }", "model.0.units: 8"], plan.Arms[3].Changes);
    }

    [Fact]
    public void Quick_changes_come_last_and_those_of_a_part_after_those_of_the_study()
    {
        StudyDocument document = StudyReader.Parse("""
            name: s
            base:
              name: points
              data: xor
              model: [{ linear: 1 }]
              loss: mean_squared_error
              optimizer: { sgd: 0.1 }
              training: { epochs: 100 }
            repeat: 7
            set: { training.batch_size: 3 }
            quick: { repeat: 2, set: { training.epochs: 10, training.shuffle: false } }
            parts:
              - { name: one }
              - name: two
                repeat: 3
                set: { training.batch_size: 4 }
                vary: [{ axis: epochs, path: training.epochs, values: [20, 30] }]
                quick: { set: { training.epochs: 5 } }
            """);
        (int, TrainingOptions) Of(PartPlan plan) => (plan.Repeat, plan.Arms[^1].Document.Recipe.Training);
        IReadOnlyList<PartPlan> full = document.Plan(quick: false), quick = document.Plan(quick: true);
        Assert.Equal((7, new TrainingOptions { Epochs = 100, BatchSize = 3 }), Of(full[0]));
        Assert.Equal((3, new TrainingOptions { Epochs = 30, BatchSize = 4 }), Of(full[1]));
        Assert.Equal((2, new TrainingOptions { Epochs = 10, BatchSize = 3, Shuffle = false }), Of(quick[0]));
        Assert.Equal((2, new TrainingOptions { Epochs = 5, BatchSize = 4, Shuffle = false }), Of(quick[1]));
    }

    [Theory]
    [InlineData("repeat: 2", "repaet: 2", "s.yaml:10:1: repaet: unknown key 'repaet'; did you mean 'repeat'?")]
    [InlineData("repeat: 2", "repeat: 0", "s.yaml:10:9: repeat: expected a whole number of at least 1 and of at most 1000, but got 0.")]
    [InlineData("name: small", "name: sm all", "s.yaml:1:7: name: has to be made of letters, digits and '-'")]
    [InlineData("loss: binary_cross", "loss: binary_cros",
        "s.yaml:6:9: base.loss: unknown loss 'binary_cros_entropy'; did you mean 'binary_cross_entropy'?")]
    [InlineData("{ linear: 1 }", "{ linear: 0 }",
        "s.yaml:5:45: base.model.2.linear.units: expected a whole number of at least 1, but got 0.")]
    [InlineData("{ adam: 0.1 }", "{ adam: fast }",
        "s.yaml:15:34: vary.0.values.adam.optimizer: expected a number above 0, but got 'fast'.")]
    [InlineData("{ adam: 0.1 }", "{ adma: 0.1 }",
        "s.yaml:15:28: vary.0.values.adam.optimizer: unknown optimizer 'adma'; did you mean 'adam'?")]
    [InlineData("plain: { optimizer:", "plain: { optimiser:",
        "s.yaml:14:16: vary.0.values.plain.optimiser: unknown key 'optimiser'; did you mean 'optimizer'?")]
    [InlineData("path: model.0.units", "path: model.9.units", "s.yaml:16:50: vary.1.values.0: 'model' has the entries 0 to 3, not '9'.")]
    [InlineData("values: [2, 8]", "values: [2, 0]", "s.yaml:16:53: vary.1.values.1: expected a whole number of at least 1, but got 0.")]
    [InlineData("values: [2, 8]", "values: [2, 2]",
        "s.yaml:16:49: vary.1.values: '2' names two values; write them as a mapping of different names to changes.")]
    [InlineData("values: [2, 8]", "values: [2, { linear: 3 }]",
        "s.yaml:16:53: vary.1.values.1: a mapping needs a name; write the values as a mapping of names to changes")]
    [InlineData("values: [2, 8]", "values: 2", "s.yaml:16:49: vary.1.values: expected a list of values, or names with changes, but got 2.")]
    [InlineData("path: model.0.units, ", "", "s.yaml:16:28: vary.1.values: a list of values needs a 'path'")]
    [InlineData("axis: optimizer", "axis: optimizer\n    path: loss", "s.yaml:15:7: vary.0.values: names with changes need no 'path'")]
    [InlineData("curves: train_loss", "curves: train_los",
        "s.yaml:17:19: plots.0.curves.measure: there is no measure 'train_los' of every epoch; did you mean 'train_loss'?")]
    [InlineData("curves: train_loss", "curves: { measure: train_loss, among: [sgd] }",
        "s.yaml:17:49: plots.0.curves.among: no axis has a value called 'sgd'. Valid names: plain, adam, 2, 8.")]
    [InlineData("curves: train_loss", "curve: train_loss", "s.yaml:17:11: plots.0: unknown figure 'curve'; did you mean 'curves'?")]
    [InlineData("measure: train_loss, among", "measure: trian_loss, among",
        "s.yaml:19:45: claims.0.order.measure: there is no measure 'trian_loss'; did you mean 'train_loss'? Valid measures: train_loss, "
        + "train_accuracy")]
    [InlineData("descending: [\"2\", \"8\"]", "descending: [\"2\", \"9\"]",
        "s.yaml:19:84: claims.0.order.descending: no axis has a value called '9'")]
    [InlineData("descending: [\"2\", \"8\"]", "descending: [\"2\"]",
        "s.yaml:19:84: claims.0.order.descending: needs at least two names of values.")]
    [InlineData("among: [adam], ", "among: [adam, plain], ",
        "s.yaml:19:64: claims.0.order.among: no arm is called 'adam', 'plain' at once.")]
    [InlineData("among: [adam], ", "among: [adam], epoch: 6, ",
        "s.yaml:19:79: claims.0.order.epoch: expected an epoch of the training, 1 to 5 (of 'adam, 2'), but got 6.")]
    [InlineData("curves: train_loss", "bars: { measure: train_loss, epoch: 50 }",
        "s.yaml:17:47: plots.0.bars.epoch: expected an epoch of the training, 1 to 5 (of 'plain, 2'), but got 50.")]
    [InlineData("- order: {", "- improves: { says: x, measure: train_loss, from: 6, to: 7 }\n  - order: {",
        "s.yaml:19:53: claims.0.improves.from: expected an epoch of the training, 1 to 5 (of 'plain, 2'), but got 6.")]
    [InlineData("- order: {", "- improves: { says: x, measure: train_loss, to: 7 }\n  - order: {",
        "s.yaml:19:51: claims.0.improves.to: expected an epoch of the training, 1 to 5 (of 'plain, 2'), but got 7.")]
    [InlineData("- order: {", "- improves: { says: x, measure: train_loss, from: 3, to: 3 }\n  - order: {",
        "s.yaml:19:60: claims.0.improves.to: is 3; expected a later epoch than from, which is 3.")]
    [InlineData("- order: {", "- improves: { says: x, measure: train_loss, from: 5 }\n  - order: {",
        "s.yaml:19:53: claims.0.improves.from: epoch 5 is the last one of 'plain, 2'; there is none later to compare it with.")]
    [InlineData("says: more is better, ", "", "s.yaml:19:5: claims.0.order.says: the key 'says' is missing; expected text.")]
    public void A_mistake_is_explained_where_it_stands(string text, string mistake, string message)
    {
        Assert.Contains(text, Small, StringComparison.Ordinal);
        int at = Small.IndexOf(text, StringComparison.Ordinal);
        DocumentException error = Assert.Throws<DocumentException>(() =>
            StudyReader.Parse(Small[..at] + mistake + Small[(at + text.Length)..], "s.yaml"));
        Assert.True(error.Problems[0].ToString().StartsWith(message, StringComparison.Ordinal),
            $"{error.Problems[0]}\ninstead of\n{message}");
    }

    [Fact]
    public void An_epoch_may_be_one_that_the_arms_of_the_claim_reach()
    {
        string Epochs(string claim) => Small
            .Replace("path: model.0.units, values: [2, 8]", "path: training.epochs, values: [2, 8]", StringComparison.Ordinal)
            .Replace("epochs: 5,", "epochs: 5, evaluate_every: 3,", StringComparison.Ordinal)
                .Replace("data: xor", "data: { xor: { validation: 4 } }", StringComparison.Ordinal)
            .Replace("order: { says: more is better, measure: train_loss, among: [adam], descending: [\"2\", \"8\"] }", claim,
                StringComparison.Ordinal);
        StudyReader.Parse(Epochs("difference: { says: x, measure: train_loss, epoch: 8, among: [\"8\"], greater: plain, less: adam }"));
        StudyReader.Parse(Epochs("bound: { says: x, measure: validation_loss, epoch: 6, among: [\"8\"], at_most: 1 }"));
        StudyReader.Parse(Epochs("bound: { says: x, measure: validation_loss, epoch: 8, among: [\"8\"], at_most: 1 }"));
        Assert.Contains("claims.0.difference.epoch: expected an epoch of the training, 1 to 2 (of 'plain, 2'), but got 8.",
            Assert.Throws<DocumentException>(() =>
            StudyReader.Parse(Epochs("difference: { says: x, measure: train_loss, epoch: 8, greater: plain, less: adam }"))).Message,
                StringComparison.Ordinal);
        Assert.Contains("claims.0.bound.epoch: validation_loss is measured every 3 epochs (of 'plain, 8'), so that epoch 4 has none.",
            Assert.Throws<DocumentException>(() =>
            StudyReader.Parse(Epochs("bound: { says: x, measure: validation_loss, epoch: 4, among: [\"8\"], at_most: 1 }"))).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once_and_each_one_once()
    {
        DocumentException error = Assert.Throws<DocumentException>(() => StudyReader.Parse(Small
            .Replace("adam: 0.1", "adam: -1", StringComparison.Ordinal).Replace("[2, 8]", "[0, 8]", StringComparison.Ordinal), "s.yaml"));
        Assert.Equal(["15:34", "16:50"], error.Problems.Select(problem => $"{problem.Line}:{problem.Column}").Order());
    }

    [Fact]
    public void A_base_that_is_not_there_is_named()
    {
        DocumentException error = Assert.Throws<DocumentException>(() =>
            StudyReader.Parse("name: x\nbase: nowhere/recipe.yaml\n", "s.yaml"));
        Assert.Equal("s.yaml:2:7: base: nowhere/recipe.yaml: there is no such file.", error.Message.Replace('\\', '/'));
        error = Assert.Throws<DocumentException>(() => StudyReader.Parse("name: x\n", "s.yaml"));
        Assert.Contains("base: is missing; say which recipe the study starts from", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<DocumentException>(() => StudyReader.Parse("- x\n", "s.yaml"));
        Assert.Equal("s.yaml:1:1: expected a study, which is a mapping with keys such as name, base, vary and claims, but got a list.",
            error.Message);
    }

    [Fact]
    public void Mistakes_in_the_base_are_reported_in_its_own_file()
    {
        using Data.TemporaryFolder folder = new();
        folder.Write("base.yaml",
            "name: b\ndata: xor\nmodel: [{ linear: 0 }]\nloss: mean_squared_error\noptimizer: { sgd: 0.1 }\ntraining: { epochs: 1 }\n");
        folder.Write("study.yaml", "name: x\nbase: base.yaml\nvary: [{ axis: rate, path: optimizer.learning_rate, values: [0.1, 0.2] }]\n");
        DocumentException error = Assert.Throws<DocumentException>(() => StudyReader.Read(folder["study.yaml"]));
        DocumentProblem problem = Assert.Single(error.Problems);
        Assert.Equal((folder["base.yaml"], 3, 19, "model.0.linear.units"), (problem.File, problem.Line, problem.Column, problem.Path));
    }

    [Fact]
    public void What_belongs_to_parts_may_not_stand_beside_them()
    {
        DocumentException error = Assert.Throws<DocumentException>(() =>
            StudyReader.Parse(Small + "\nparts: [{ name: a }, { name: b }]\n", "s.yaml"));
        Assert.Contains("belongs to a part where a study has parts", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<DocumentException>(() =>
            StudyReader.Parse("name: x\nparts: [{ name: a, base: r.yaml }, { name: A, base: r.yaml }]\n", "s.yaml"));
        Assert.Contains("has two parts called 'a'", error.Message, StringComparison.Ordinal);
    }
}
