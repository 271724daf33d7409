using System.CommandLine;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;

namespace Chainrule.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class CommonOptions
{
    public static Argument<string> Recipe() => new("RECIPE") { Description = "The recipe, a YAML file." };

    public static Argument<string> Run() => new("RUN") { Description = "The folder of a run that has been trained." };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Changes a value of the recipe: --set training.epochs=3. May be given several times.",
        HelpName = "path=value",
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<ulong?> Seed() => new("--seed") { Description = "The seed, in place of the recipe's." };

    public static Option<string?> Precision() => new("--precision") { Description = "float32 or float64, in place of the recipe's." };

    public static Option<int> Threads() => new("--threads") { Description = "The number of threads; 0, the default, is one per processor. Results do not depend on it.", HelpName = "N" };

    public static Option<string?> DataDirectory() => new("--data-dir") { Description = "The folder of data sets, in place of CHAINRULE_DATA or the user's cache folder." };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object instead of text." };

    /// <summary>Reads the recipe with what the command line changes of it.</summary>
    public static RecipeDocument ReadRecipe(string path, string[]? set, ulong? seed = null, string? precision = null)
    {
        List<string> overrides = [.. set ?? []];
        if (seed is not null) overrides.Add($"seed={seed}");
        if (precision is not null) overrides.Add($"precision={precision}");
        return RecipeReader.Read(path, overrides);
    }

    /// <summary>Where data sets are: the option, then CHAINRULE_DATA, then the user's cache folder.</summary>
    public static string FindData(string? option) =>
        option ?? (Environment.GetEnvironmentVariable("CHAINRULE_DATA") is { Length: > 0 } variable ? variable : DataCatalog.DefaultDirectory);

    /// <summary>Refuses a negative number of threads where it is parsed.</summary>
    public static Option<int> NotNegative(this Option<int> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int number) && number < 0)
                result.AddError($"{option.Name} is {number}; expected 0 for one per processor, or a number above it.");
        });
        return option;
    }

    /// <summary>Shows an example under the description.</summary>
    public static string WithExample(string description, params string[] examples) =>
        description + string.Concat(examples.Select(example => $"\n\nExample: {example}"));
}
