using Chainrule.Initializers;
using Chainrule.Lab.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Layers;
using Chainrule.Losses;
using Chainrule.Optimizers;
using Chainrule.Schedules;

namespace Chainrule.Lab.Tests.Recipes;

public class RecipeOverridesTests
{
    [Fact]
    public void A_value_is_set_however_the_recipe_spells_what_it_belongs_to()
    {
        Recipe recipe = Samples.Parse(Samples.Small, "training.epochs=3", "model.0.units=32", "model.2.linear.units=2",
            "optimizer.learning_rate=0.01", "data.validation=5");
        Assert.Equal(3, recipe.Training.Epochs);
        Assert.Equal([new Linear(32), new ReLU(), new Linear(2), new Sigmoid()], recipe.Model);
        Assert.Equal(new Sgd(0.01), recipe.Optimizer);
        Assert.Equal(new XorData { Validation = 5 }, recipe.Data);
    }

    [Theory]
    [InlineData("optimizer={adam: 0.01}")]
    [InlineData("optimizer={type: adam, learning_rate: 0.01}")]
    [InlineData("optimizer= {adam: {learning_rate: 1e-2}}")]
    public void A_whole_kind_is_set_in_any_spelling(string argument) =>
        Assert.Equal(new Adam(0.01), Samples.Parse(Samples.Small, argument).Optimizer);

    [Fact]
    public void What_the_recipe_does_not_say_can_be_set_in_part()
    {
        Recipe recipe = Samples.Parse(Samples.Small, "data.validation=3", "training.early_stopping.patience=4", "schedule.warmup_epochs=2",
            "model.0.initializer=zeros", "loss=hinge");
        Assert.Equal(4, recipe.Training.EarlyStopping!.Patience);
        Assert.Equal(new Constant { WarmupEpochs = 2 }, recipe.Schedule);
        Assert.Equal(new Zeros(), ((Linear)recipe.Model[0]).Initializer);
        Assert.Equal(new Hinge(), recipe.Loss);
    }

    [Fact]
    public void Nothing_takes_a_key_away_and_the_last_argument_wins()
    {
        Recipe recipe = Samples.Parse(
            Samples.Small, "training.epochs=7", "training.epochs=", "training.steps=100", "description=x", "description=null");
        Assert.Equal((null, 100), (recipe.Training.Epochs, recipe.Training.Steps));
        Assert.Null(recipe.Description);
    }

    [Fact]
    public void A_whole_list_can_be_set() =>
        Assert.Equal([new Linear(1), new Sigmoid()], Samples.Parse(Samples.Small, "model=[{linear: 1}, sigmoid]").Model);

    [Theory]
    [InlineData("training.epoch=3",
        "training.epoch: unknown key 'epoch'; did you mean 'epochs'? "
        + "Valid keys: epochs, steps, batch_size, shuffle, drop_last, clip_norm, early_stopping, restore_best, evaluate_every, "
        + "checkpoint_every.")]
    [InlineData("model.1.units=3", "model.1.units: unknown key 'units'; there are no keys to be used here.")]
    [InlineData("model.9.units=1", "model.9: 'model' has the entries 0 to 3, not '9'.")]
    [InlineData("model.x=1", "model.x: 'model' has the entries 0 to 3, not 'x'.")]
    [InlineData("model.0.units=x", "model.0.linear.units: expected a whole number of at least 1, but got 'x'.")]
    [InlineData("model.0=", "model.0: expected a layer, but got nothing.")]
    [InlineData("model.0.initializer.std=3",
        "model.0.initializer: there is no initializer yet to set a part of; set model.0.initializer to an initializer.")]
    [InlineData("name.x=3", "name.x: 'name' is 'small' and has no 'x' in it.")]
    [InlineData("optimizer.momentum=2", "optimizer.sgd.momentum: expected a number of at least 0 and below 1, but got 2.")]
    [InlineData("loss=hing",
        "loss: unknown loss 'hing'; did you mean 'hinge'? Valid names: mean_squared_error, sum_squared_error, mean_absolute_error, "
        + "huber, binary_cross_entropy, binary_cross_entropy_with_logits, cross_entropy, categorical_cross_entropy, hinge.")]
    [InlineData("epochs", "expected path=value, such as training.epochs=3.")]
    [InlineData("=3", "expected path=value, such as training.epochs=3.")]
    [InlineData("training.epochs=]", "a value is missing here, or begins with a character that needs quotes.")]
    [InlineData("training={epochs: 1, epochs: 2}", "the key 'epochs' appears twice.")]
    public void A_mistake_names_the_argument(string argument, string message) =>
        Assert.Equal([$"--set {argument}: {message}"], Samples.Problems(Samples.Small, argument));

    [Fact]
    public void A_path_that_a_message_names_can_be_set()
    {
        DocumentException error = Assert.Throws<DocumentException>(() =>
            RecipeReader.Parse(Samples.Small.Replace("- relu", "- residual: [{linear: -4}, tanh]", StringComparison.Ordinal)));
        Recipe recipe = Samples.Parse(
            Samples.Small.Replace("- relu", "- residual: [{linear: -4}, tanh]", StringComparison.Ordinal), $"{error.Path}=4");
        Assert.Equal(new Linear(4), ((Residual)recipe.Model[1]).Layers[0]);
    }
}
