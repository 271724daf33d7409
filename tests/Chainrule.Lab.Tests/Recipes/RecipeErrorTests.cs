using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;

namespace Chainrule.Lab.Tests.Recipes;

public class RecipeErrorTests
{
    private const string Layers =
        "linear, conv2d, max_pool2d, avg_pool2d, flatten, dropout, batch_norm, layer_norm, residual, sequential, concat, parallel, "
        + "identity, sigmoid, tanh, relu, leaky_relu, elu, gelu, silu, softplus, softsign, softmax";

    [Theory]
    [InlineData("linear: 4", "linear: -5", "r.yaml:4:13: model.0.linear.units: expected a whole number of at least 1, but got -5.")]
    [InlineData("linear: 4", "linear: abc", "r.yaml:4:13: model.0.linear.units: expected a whole number of at least 1, but got 'abc'.")]
    [InlineData("linear: 4", "linear: 4.5", "r.yaml:4:13: model.0.linear.units: expected a whole number of at least 1, but got 4.5.")]
    [InlineData("linear: 4", "linear: 99999999999",
        "r.yaml:4:13: model.0.linear.units: expected a whole number of at least 1, but got 99999999999, which is beyond 2147483647.")]
    [InlineData("linear: 4", "linear: '4'", "r.yaml:4:13: model.0.linear.units: expected a whole number of at least 1, but got '4'.")]
    [InlineData("linear: 4", "linear: [4]", "r.yaml:4:13: model.0.linear.units: expected a whole number of at least 1, but got a list.")]
    [InlineData("linear: 4", "linear: {units: }",
        "r.yaml:4:21: model.0.linear.units: expected a whole number of at least 1, but got nothing.")]
    [InlineData("linear: 4", "linear",
        "r.yaml:4:5: model.0.linear.units: the key 'units' is missing; expected a whole number of at least 1.")]
    [InlineData("linear: 4", "{type: linear, units: 0}", "r.yaml:4:27: model.0.units: expected a whole number of at least 1, but got 0.")]
    [InlineData("linear: 4", "linear: {units: 4, bais: true}",
        "r.yaml:4:24: model.0.linear.bais: unknown key 'bais'; did you mean 'bias'? "
        + "Valid keys: units, bias, initializer, bias_initializer.")]
    [InlineData("linear: 4", "linear: {units: 4, bias: yes}", "r.yaml:4:30: model.0.linear.bias: expected true or false, but got 'yes'.")]
    [InlineData("linear: 4", "linear: {type: linear}",
        "r.yaml:4:14: model.0.linear: unknown key 'type'; 'linear:' says already what it is.")]
    [InlineData("linear: 4", "linaer: 4", $"r.yaml:4:5: model.0: unknown layer 'linaer'; did you mean 'linear'? Valid names: {Layers}.")]
    [InlineData("linear: 4", "{type: liner}",
        $"r.yaml:4:12: model.0: unknown layer 'liner'; did you mean 'linear'? Valid names: {Layers}.")]
    [InlineData("linear: 4", "ReLU", $"r.yaml:4:5: model.0: unknown layer 'ReLU'; did you mean 'relu'? Valid names: {Layers}.")]
    [InlineData("linear: 4", "conv", $"r.yaml:4:5: model.0: unknown layer 'conv'; did you mean 'conv2d'? Valid names: {Layers}.")]
    [InlineData("linear: 4", "hologram", $"r.yaml:4:5: model.0: unknown layer 'hologram'. Valid names: {Layers}.")]
    [InlineData("linear: 4", "7", "r.yaml:4:5: model.0: expected a layer, but got 7.")]
    [InlineData("linear: 4", "{}", "r.yaml:4:5: model.0: expected a layer, but got an empty mapping.")]
    [InlineData("linear: 4", "", "r.yaml:4:4: model.0: expected a layer, but got nothing.")]
    [InlineData("linear: 4", "relu: 5",
        "r.yaml:4:11: model.0.relu: 'relu' has no main parameter that 5 could be; it takes no parameters: write 'relu'.")]
    [InlineData("linear: 4", "linear:\n    units: 4",
        "r.yaml:4:5: model.0: expected a layer, but got several keys: 'linear', 'units'; indent the parameters further than 'linear:'.")]
    [InlineData("linear: 4", "{linear: 4, tanh: }",
        "r.yaml:4:5: model.0: expected a layer, but got several keys: 'linear', 'tanh'; write each layer for itself.")]
    [InlineData("linear: 4", "{units: 4, bias: true}",
        "r.yaml:4:5: model.0: expected a layer, but got several keys: 'units', 'bias'; name it, as in 'type: linear'.")]
    [InlineData("linear: 4", "conv2d: {filters: 3, kernel: [3, 0]}",
        "r.yaml:4:34: model.0.conv2d.kernel: expected a whole number of at least 1, or two of them as [height, width], but got a list.")]
    [InlineData("linear: 4", "conv2d: {filters: 3, padding: sane}",
        "r.yaml:4:35: model.0.conv2d.padding: expected valid, same, or a whole number of at least 0, but got 'sane'.")]
    [InlineData("linear: 4", "residual: relu", "r.yaml:4:15: model.0.residual.layers: expected a list of layers, but got 'relu'.")]
    [InlineData("linear: 4", "residual: [relu, {linear: -8}]",
        "r.yaml:4:31: model.0.residual.layers.1.linear.units: expected a whole number of at least 1, but got -8.")]
    [InlineData("linear: 4", "dropout: 1", "r.yaml:4:14: model.0.dropout.rate: expected a number of at least 0 and below 1, but got 1.")]
    [InlineData("sgd: 0.1", "sgd: .inf", "r.yaml:9:18: optimizer.sgd.learning_rate: expected a number above 0, but got .inf.")]
    [InlineData("sgd: 0.1", "sgd: 1e999", "r.yaml:9:18: optimizer.sgd.learning_rate: expected a number above 0, but got 1e999.")]
    [InlineData("sgd: 0.1", "sgd: {learning_rat: 0.1}",
        "r.yaml:9:19: optimizer.sgd.learning_rat: unknown key 'learning_rat'; did you mean 'learning_rate'? "
        + "Valid keys: learning_rate, momentum, nesterov, weight_decay.")]
    [InlineData("sgd: 0.1", "sgd: {learning_rate: 0.1, nesterov: true}", "r.yaml:9:49: optimizer.sgd.nesterov: needs a momentum above 0.")]
    [InlineData("data: xor", "data:", "r.yaml:2:6: data: expected a data source, but got nothing.")]
    [InlineData("data: xor", "data: {xor: {validation: 1.5}}",
        "r.yaml:2:26: data.xor.validation: is 1.5; expected a fraction below 1, or a whole number of samples.")]
    [InlineData("data: xor", "data: {xor: {scale: uint}}",
        "r.yaml:2:21: data.xor.scale: expected one of none, unit, standardize, but got 'uint'; did you mean 'unit'?")]
    [InlineData("data: xor", "data: {idx: x}",
        "r.yaml:2:13: data.idx: 'idx' has no main parameter that 'x' could be; name its parameters, as in 'idx: {inputs: …}'.")]
    [InlineData("data: xor", "data: {npz: {path: a, test_inputs: b}}",
        "r.yaml:2:36: data.npz.test_inputs: needs the other one: say test_inputs and test_targets.")]
    [InlineData("data: xor", "data: {csv: {path: x, target: true}}",
        "r.yaml:2:31: data.csv.target: expected the name of a column, or its number from 0, but got true.")]
    [InlineData("data: xor", "data: {csv: {path: a, delimiter: ab}}",
        "r.yaml:2:34: data.csv.delimiter: separates no columns; expected one of ',' ';' '|' ':', a space or a tab.")]
    [InlineData("epochs: 5", "batch_size: 3", "r.yaml:10:11: training.epochs: is missing; say either epochs or steps.")]
    [InlineData("epochs: 5", "epochs: 5, steps: 3", "r.yaml:10:30: training.steps: excludes epochs; say only one of them.")]
    [InlineData("epochs: 5", "epochs: 5, batch_size: 0",
        "r.yaml:10:35: training.batch_size: expected a whole number of at least 1, or 'all', but got 0.")]
    [InlineData("epochs: 5", "epochs: 5, early_stopping: 3",
        "r.yaml:10:39: training.early_stopping: expected a mapping with keys such as 'metric', but got 3.")]
    [InlineData("epochs: 5", "epochs: 5, early_stopping: {patience: 3}",
        "r.yaml:10:39: training.early_stopping.metric: is 'validation_loss'; expected one of train_loss; there is no validation part: "
        + "give the data a 'validation' share.")]
    [InlineData("epochs: 5", "epochs: 5, early_stopping: {metric: train_acc, patience: 1}",
        "r.yaml:10:48: training.early_stopping.metric: is 'train_acc'; expected one of train_loss.")]
    [InlineData("name: small", "name: sm all",
        "r.yaml:1:7: name: has to be made of letters, digits and '-', must begin with a letter or digit and have at most 100 of them.")]
    [InlineData("name: small", "name: 12", "r.yaml:1:7: name: expected text, but got 12; put it in quotes.")]
    [InlineData("name: small", "name: small\nseed: -1",
        "r.yaml:2:7: seed: expected a whole number from 0 to 18446744073709551615, but got -1.")]
    [InlineData("name: small", "name: small\nprecision: flaot32",
        "r.yaml:2:12: precision: expected one of float32, float64, but got 'flaot32'; did you mean 'float32'?")]
    [InlineData("name: small", "name: small\nmetrics: [accuracy, accuracy]", "r.yaml:2:10: metrics: names a metric twice.")]
    [InlineData("name: small", "name: small\nmetrics: accuracy", "r.yaml:2:10: metrics: expected a list of metrics, but got 'accuracy'.")]
    public void A_mistake_is_explained_where_it_stands(string text, string mistake, string message) =>
        Assert.Equal([message], Samples.Problems(Replace(text, mistake)));

    [Theory]
    [InlineData("name: small", "name: small\nname: x", "r.yaml:2:1: the key 'name' appears twice; the first one is in line 1.")]
    [InlineData("name: small", "name: a: b",
        "r.yaml:1:8: a ': ' appears where no key can be; check the indentation, or put a text with ': ' in quotes.")]
    [InlineData("name: small", "name: \"small", "r.yaml:1:7: the quotes that begin here are not closed before the next key.")]
    [InlineData("name: small", "name: 'small", "r.yaml:1:7: the text ends inside quotes; the closing quote is missing.")]
    [InlineData("name: small", "name: [small",
        "r.yaml:1:7: from here on this is not valid YAML; look for a bracket, a brace or a quote that is not closed.")]
    [InlineData("name: small", "  name: small", "r.yaml:2:1: this line does not continue the line above it; check the indentation.")]
    [InlineData("name: small", "- name", "r.yaml:2:1: expected another '- ' of the list; check the indentation.")]
    [InlineData("  - relu", "\t- relu", "r.yaml:5:1: there is a tab here; YAML is indented with spaces.")]
    [InlineData("name: small", "name: @x", "r.yaml:1:7: no value can begin with this character; put the text in quotes.")]
    [InlineData("name: small", "name: ]", "r.yaml:1:7: a value is missing here, or begins with a character that needs quotes.")]
    [InlineData("name: small", "name: *x", "r.yaml:1:7: there is no anchor '&x' before this alias.")]
    [InlineData("name: small", "name: &a [*a]", "r.yaml:1:11: there is no anchor '&a' before this alias.")]
    [InlineData("name: small", "name: !foo x",
        "r.yaml:1:7: the tag '!foo' means nothing in a recipe; only !!str, !!seq and !!map may be used.")]
    [InlineData("name: small", "name: \"a\\qb\"",
        "r.yaml:1:7: a '\\' in double quotes begins no escape that YAML knows; write '\\\\', or use single quotes.")]
    [InlineData("name: small", "name: \"\\xZZ\"",
        "r.yaml:1:7: an escape in double quotes is malformed; write '\\\\' for a '\\', or use single quotes.")]
    [InlineData("name: small", "name: |x", "r.yaml:1:7: the text after '|' or '>' is malformed; it begins on the next line, indented.")]
    [InlineData("name: small", "? [a]\n: 3", "r.yaml:1:3: a key is a single word, but here it is a list.")]
    [InlineData("name: small", "name: sm\u0007all", "r.yaml:1:9: the control character U+0007 appears here; a recipe is plain text.")]
    [InlineData("name: small", "--- 1\n---\n- 2\n---\nname: small", "r.yaml:2:1: a second document begins here; a recipe is one document.")]
    public void What_is_no_YAML_is_explained_where_it_goes_wrong(string text, string mistake, string message) =>
        Assert.Equal([message], Samples.Problems(Replace(text, mistake)));

    [Theory]
    [InlineData("",
        "r.yaml:1:1: expected a recipe, which is a mapping with the keys name, data, model, loss, optimizer and training, "
        + "but got nothing.")]
    [InlineData("# only this",
        "r.yaml:1:1: expected a recipe, which is a mapping with the keys name, data, model, loss, optimizer and training, "
        + "but got nothing.")]
    [InlineData("- xor",
        "r.yaml:1:1: expected a recipe, which is a mapping with the keys name, data, model, loss, optimizer and training, but got a list.")]
    public void What_is_no_recipe_is_said_to_be_none(string yaml, string message) => Assert.Equal([message], Samples.Problems(yaml));

    [Fact]
    public void All_mistakes_are_reported_at_once_in_the_order_of_the_recipe()
    {
        string[] problems = Samples.Problems("""
            nmae: x
            data: {xor: {validation: -1}}
            model: [linear, {linear: 0}, rleu]
            loss: mse
            optimizer: {sgd: fast}
            training: {epochs: 0, batch_size: none}
            """);
        Assert.Equal(
            ["1:1", "2:26", "3:9", "3:26", "3:30", "4:7", "5:18", "6:20", "6:35"],
            problems.Select(problem => string.Join(':', problem.Split(':')[1..3])));
    }

    [Fact]
    public void An_empty_recipe_names_every_key_that_it_needs()
    {
        string[] problems = Samples.Problems("{}");
        Assert.Equal(["name", "data", "model", "loss", "optimizer", "training"], problems.Select(problem => problem.Split(": ")[1]));
        Assert.Contains("r.yaml:1:1: model: the key 'model' is missing; expected a list of layers.", problems);
    }

    [Fact]
    public void Aliases_cannot_multiply_without_bound()
    {
        IEnumerable<string> doubling = Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]");
        string[] problems = Samples.Problems($"a0: &a0 [x, x]\n{string.Join('\n', doubling)}\n");
        Assert.Contains("more than 100000 values, those that aliases repeat included.", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Deep_nesting_is_refused_in_no_time(char bracket)
    {
        string[] problems = Samples.Problems("model: " + new string(bracket, 200_000));
        Assert.Contains("nested more than 64 levels deep", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_offers_its_parts()
    {
        DocumentException error =
            Assert.Throws<DocumentException>(() => RecipeReader.Parse(Replace("linear: 4", "linear: -5"), "recipes/x.yaml"));
        Assert.Equal(("recipes/x.yaml", 4, 13, "model.0.linear.units"), (error.File, error.Line, error.Column, error.Path));
        Assert.Equal("expected a whole number of at least 1, but got -5.", Assert.Single(error.Problems).Message);
    }

    private static string Replace(string text, string mistake)
    {
        int at = Samples.Small.IndexOf(text, StringComparison.Ordinal);
        return Samples.Small[..at] + mistake + Samples.Small[(at + text.Length)..];
    }
}
