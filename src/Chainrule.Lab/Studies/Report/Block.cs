using Chainrule.Lab.Plots;
using Chainrule.Lab.Studies.Claims;

namespace Chainrule.Lab.Studies.Report;

/// <summary>A piece of a report, whatever it is written as.</summary>
public abstract record Block;

/// <summary>A heading.</summary>
/// <param name="Level">1 for the title.</param>
/// <param name="Text">What it says.</param>
/// <param name="Id">The anchor to link to.</param>
public sealed record Heading(int Level, string Text, string Id) : Block;

/// <summary>A paragraph.</summary>
public sealed record Paragraph(string Text) : Block
{
    /// <summary>What kind of paragraph it is, where it is to look differently: <c>remark</c>, <c>time</c>, <c>question</c>, <c>teaches</c>.</summary>
    public string? Kind { get; init; }
}

/// <summary>A table.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Head">The names of the columns.</param>
/// <param name="Rows">The cells.</param>
public sealed record Table(string Caption, IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows) : Block;

/// <summary>A plot.</summary>
/// <param name="Plot">The plot.</param>
/// <param name="Name">The name of its file, without extension, where it gets one.</param>
/// <param name="Caption">What it shows, and what its bands mean.</param>
public sealed record Picture(Plot Plot, string Name, string Caption) : Block;

/// <summary>Claims with what became of them.</summary>
public sealed record Verdicts(IReadOnlyList<Verdict> Claims) : Block;

/// <summary>Links to files.</summary>
/// <param name="Text">What is linked to.</param>
/// <param name="Targets">Names and paths, relative to the report.</param>
public sealed record Links(string Text, IReadOnlyList<(string Name, string Path)> Targets) : Block;

/// <summary>Text as it stands, folded away behind a line.</summary>
public sealed record Listing(string Summary, string Text) : Block;
