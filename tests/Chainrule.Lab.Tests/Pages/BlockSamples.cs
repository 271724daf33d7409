using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Tests.Pages;

/// <summary>A page with every kind of block, whose words are awkward for HTML and for Markdown.</summary>
internal static class BlockSamples
{
    /// <summary>Words that are markup in one language or the other.</summary>
    public const string Awkward = "</p><script>alert('1')</script> & *a* _b_ `c` | \\d";

    private static readonly LinePlot Plot = new()
    {
        Title = "A line",
        X = new Axis(),
        Y = new Axis(),
        Series = [new("y", [1, 2], [3, 4])],
    };

    private static readonly ImageTile Tile = new(2, 1, [0, 1], "97.3 %");

    /// <summary>The page.</summary>
    public static IReadOnlyList<Block> All { get; } =
    [
        new Headline([
            new Heading(1, "Title", "title"), new Paragraph($"{Text.Strong("97.3 %")} of {1234.5:#,0.0}") { Kind = ParagraphKind.Result }]),
        new Contents(),
        new Heading(2, "Words", "words"),
        new Paragraph(Awkward),
        new Paragraph($"{Text.Code("a.yaml")} and {new Piece("fine", Emphasis.Good)}"),
        new Paragraph("Beware.") { Kind = ParagraphKind.Remark },
        new Items(["one", "two"]),
        new Items(["first", "second"]) { IsNumbered = true },
        new Links("Runs", [("seed 1", "a b/report.html")]),
        new Verdicts([new("It learns", true, "0.99"), new("It flies", false, "0.01")]),
        new Code("a: <1>\n```\n"),
        new Code("make", "sh") { Id = "command", Button = "Copy" },
        new Heading(2, "Tables", "tables"),
        new Table("Scores", [Column.Header("part"), Column.Number("loss"), "note", new("hash", ColumnKind.Code)],
            [["train", "0.1", Awkward, "ab12"]])
        { Foot = ["all", "0.1", "", ""] },
        new Facts("Circumstances", [("Seed", "7")]),
        new ConfusionGrid(["a", "b"], [[3, 1], [0, 4]], new HashSet<(int, int)> { (0, 1) }),
        new Section("plots", "Plots",
        [
            new Picture(Plot, "line", "A caption"),
            new PlotRow([new Picture(Plot, "row"), new Picture(Plot, "row")]),
            new Beside(new Picture(Plot, "side") { Width = 300 }, new Paragraph("What it shows.")),
        ]),
        new Section("alarm", "Alarm", [new Paragraph("It broke."), new Paragraph("It is gone.")]) { Kind = SectionKind.Alarm },
        new Chooser(
        [
            new Groups([new(
                "cell-0-1", "a taken for b", "1 time", [new Gallery("cell-0-1", "a taken for b", [new(Tile, "a picture", "sample 3")])])]),
        ]),
        new Fold("More", [new Paragraph("Hidden.")]),
        new Footer("The end."),
    ];

    /// <summary>The blocks with all blocks that they hold.</summary>
    public static IEnumerable<Block> Flat(IEnumerable<Block> blocks) => blocks.SelectMany(block => (Block[])[block, .. Flat(block switch
    {
        Headline headline => headline.Blocks,
        Section section => section.Blocks,
        Chooser chooser => chooser.Blocks,
        Fold fold => fold.Blocks,
        Groups groups => groups.All.SelectMany(group => group.Blocks),
        PlotRow row => row.Pictures,
        Beside beside => [beside.Picture, beside.Block],
        _ => Enumerable.Empty<Block>(),
    })]);
}
