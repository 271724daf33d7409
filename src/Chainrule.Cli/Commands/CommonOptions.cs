using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Chainrule.Cli.Terminal;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;

namespace Chainrule.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class CommonOptions
{
    private const int MostThreads = 1024;

    public static Argument<string> Recipe() => new("RECIPE") { Description = "The recipe, a YAML file." };

    public static Argument<string> Run() => new("RUN") { Description = "The folder of a run that has been trained." };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Change a value of the recipe, such as training.epochs=3, model.1.units=32 or optimizer.learning_rate=0.01. " +
            "May be given several times; the last one wins.",
        HelpName = "PATH=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<ulong?> Seed() => new("--seed")
    {
        Description = "The seed, in place of the recipe's.",
        HelpName = "N",
        CustomParser = result => ulong.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed : Refuse<ulong?>(result, "--seed", $"a whole number from 0 to {ulong.MaxValue}"),
    };

    public static Option<string?> Precision()
    {
        Option<string?> option = new("--precision") { Description = "float32 or float64, in place of the recipe's.", HelpName = "P" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [Token { Value: not ("float32" or "float64") and string value }])
                result.AddError($"--precision is '{value}'; expected float32 or float64.");
        });
        return option;
    }

    public static Option<int> Threads() => Number("--threads",
        "The number of threads; by default one per processor. The result is the same for any number.",
        0, MostThreads, "0 for one per processor, or a number up to 1024");

    /// <summary>An option with several numbers of threads, 1,2,8.</summary>
    public static Option<int[]> Numbers(string name, string description, int[] standard) => new(name)
    {
        Description = $"{description.TrimEnd('.')}; by default {string.Join(',', standard)}.",
        HelpName = "N,N…",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            string[] words = result.Tokens[0].Value.Split(',');
            int[] numbers = [.. words.Select(Parsed)];
            return numbers.Contains(0) || numbers.Distinct().Count() != numbers.Length
                ? Refuse<int[]>(result, name, $"different numbers from 1 to {MostThreads} with commas between, such as 1,2,8")
                : numbers;

            // 0, which is refused, for a word that is not a number of threads.
            static int Parsed(string word) =>
                int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MostThreads
                    ? number : 0;
        },
    };

    public static Option<string?> DataDirectory() => new("--data-dir")
    {
        Description = "The folder of data sets; by default the one in CHAINRULE_DATA, or else in the user's cache folder.",
        HelpName = "DIR",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object instead of text." };

    /// <summary>An option with a whole number from a range.</summary>
    public static Option<int> Number(string name, string description, int least, int most, string expected, int standard = 0) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
            int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                && number >= least && number <= most
                    ? number : Refuse<int>(result, name, expected),
    };

    /// <summary>Reads the recipe, with the changes of the command line applied.</summary>
    public static RecipeDocument ReadRecipe(string path, string[]? set, ulong? seed = null, string? precision = null)
    {
        List<string> overrides = [.. set ?? []];
        if (seed is not null) overrides.Add($"seed={seed}");
        if (precision is not null) overrides.Add($"precision={precision}");
        return RecipeReader.Read(path, overrides);
    }

    /// <summary>Where data sets are: the option, then CHAINRULE_DATA, then the user's cache folder.</summary>
    public static string FindData(string? option) =>
        option is not null ? option
        : Environment.GetEnvironmentVariable("CHAINRULE_DATA") is { Length: > 0 } variable ? variable
        : DataCatalog.DefaultDirectory;

    /// <summary>Adds examples for the help page.</summary>
    public static string WithExample(string description, params string[] examples) => HelpPage.Describe(description, examples);

    private static T? Refuse<T>(ArgumentResult result, string option, string expected)
    {
        result.AddError($"{option} is '{result.Tokens[0].Value}'; expected {expected}.");
        return default;
    }
}
