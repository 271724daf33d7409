using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Reports;

/// <summary>What it takes to get the same run again.</summary>
internal static class ReproductionSection
{
    private const string Command = "chainrule train recipe.yaml --out again";

    /// <summary>The section.</summary>
    public static Section Of(RunReport report) => new("reproduce", "How to reproduce it",
    [
        new Paragraph($"The recipe below is {Text.Code("recipe.yaml")} of this run folder. In the folder, this trains it again:"),
        new Code(Command, "sh") { Id = "command", Button = "Copy the command" },
        new Paragraph(
            "The same version, recipe, data and instruction set give the same bits in the final weights, on any number of threads.")
        { Kind = ParagraphKind.Note },
        Circumstances(report.Summary),
        .. report.Verification is { } verification ? Verified(verification) : [],
        new Heading(3, "Recipe"),
        new Code(report.RecipeText) { Id = "recipe", Button = "Copy the recipe" },
    ]);

    private static Facts Circumstances(RunSummary summary)
    {
        (string, string)[] machine = summary.Machine is { } of
            ? [("System", of.System), ("Runtime", of.Runtime), ("Processors", Numerals.Count(of.Processors))] : [];
        return new("Circumstances",
        [
            ("Version of Chainrule", summary.Version),
            ("Seed", $"{summary.Seed}"),
            ("Precision", summary.Precision),
            ("Instruction set", summary.InstructionSet),
            .. machine,
            ("Threads", Numerals.Count(summary.Threads)),
            ("Time", Numerals.Duration(summary.Seconds)),
            ("Speed", $"{Numerals.Count((long)summary.SamplesPerSecond)} samples per second"),
            ("Weights, SHA-256", summary.WeightsSha256),
            ("Data, SHA-256", summary.DataSha256),
        ]);
    }

    private static IEnumerable<Block> Verified(Verification verification) =>
    [
        new Heading(3, "Verified on several numbers of threads"),
        new Paragraph(
            $"{Text.Strong(verification.IsSame ? "All runs ended with the same weights." : "The runs ended with different weights.")}"),
        new Table(null, [Column.Header("threads"), new("weights, SHA-256", ColumnKind.Code)],
            [.. verification.Runs.Select(run => (IReadOnlyList<string>)[$"{run.Threads}", run.WeightsSha256])]),
    ];
}
