namespace Chainrule.Cli.Tests;

public class UsageTests
{
    [Theory]
    [InlineData("chainrule has no command 'trian'; did you mean 'train'?", "trian", "recipe.yaml")]
    [InlineData("Usage: chainrule COMMAND")]
    [InlineData("Usage: chainrule data COMMAND", "data")]
    [InlineData("chainrule data has no command 'lsit'; did you mean 'list'?", "data", "lsit")]
    [InlineData("chainrule train needs RECIPE", "train")]
    [InlineData("chainrule train has no option '--epochs'", "train", "recipe.yaml", "--epochs", "3")]
    [InlineData("has no option '--threds'; did you mean '--threads'?", "train", "recipe.yaml", "--threds", "3")]
    [InlineData("does not take another argument 'other.yaml'", "train", "recipe.yaml", "other.yaml")]
    [InlineData("--out needs a value", "train", "recipe.yaml", "--out")]
    [InlineData("--seed is 'one'; expected a whole number", "train", "recipe.yaml", "--seed", "one")]
    [InlineData("--seed is '-1'; expected a whole number", "train", "recipe.yaml", "--seed", "-1")]
    [InlineData("--seed may be given only once", "train", "recipe.yaml", "--seed", "1", "--seed", "2")]
    [InlineData("--threads is '-2'; expected 0", "train", "recipe.yaml", "--threads", "-2")]
    [InlineData("--threads is '100000'; expected 0", "evaluate", "run", "--threads", "100000")]
    [InlineData("--threads is '1,two'; expected different numbers from 1 to 1024 with commas between",
        "verify", "recipe.yaml", "--threads", "1,two")]
    [InlineData("--threads is '2,2'; expected different numbers", "verify", "recipe.yaml", "--threads", "2,2")]
    [InlineData("--precision is 'half'; expected float32 or float64", "train", "recipe.yaml", "--precision", "half")]
    [InlineData("--input needs a value", "predict", "run")]
    [InlineData("--count is '-1'; expected a number", "data", "show", "digits", "--count", "-1")]
    [InlineData("There is no data set 'mnits' to download; did you mean 'mnist'?", "data", "fetch", "mnits")]
    [InlineData("'digist' is neither a file nor a data source; did you mean 'digits'?", "data", "show", "digist")]
    [InlineData("'csv' reads files of yours", "data", "show", "csv")]
    public void A_wrong_command_line_is_refused(string message, params string[] args)
    {
        using Workplace place = new();
        place.Recipe();
        place.Refuses(2, args, message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("export")]
    [InlineData("describe")]
    [InlineData("gradcheck")]
    [InlineData("verify")]
    [InlineData("study")]
    [InlineData("lab")]
    [InlineData("data list")]
    [InlineData("data fetch")]
    [InlineData("data show")]
    [InlineData("schema")]
    [InlineData("info")]
    public void Every_command_has_help_with_an_example(string command)
    {
        using Workplace place = new();
        Outcome help = place.Succeeds([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Contains($"Usage: {$"chainrule {command}".TrimEnd()}", help.Results);
        Assert.Contains("\nOptions:\n", help.Results);
        Assert.Matches(@"\nExamples?:\n  chainrule ", help.Results);
        Assert.All(help.Results.Split('\n'), line => Assert.True(line.Length <= 110 && line == line.TrimEnd(), line));
        Assert.Equal("", help.Messages);
    }

    [Fact]
    public void The_version_is_a_version()
    {
        using Workplace place = new();
        Assert.Matches(@"\A\d+\.\d+\.\d+\s*\z", place.Succeeds("--version").Results);
    }

    [Fact]
    public void A_recipe_may_be_called_like_a_response_file()
    {
        using Workplace place = new();
        place.Refuses(2, ["train", "@recipe.yaml"], "@recipe.yaml: there is no such file");
    }
}
