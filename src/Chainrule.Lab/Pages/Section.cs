namespace Chainrule.Lab.Pages;

/// <summary>Blocks under a heading of level 2.</summary>
/// <param name="Id">The anchor of the heading.</param>
/// <param name="Title">What the heading says.</param>
/// <param name="Blocks">The blocks.</param>
public sealed record Section(string Id, string Title, IReadOnlyList<Block> Blocks) : Block
{
    /// <summary>What the section is for, which decides how it looks.</summary>
    public SectionKind Kind { get; init; }
}

/// <summary>What a section is for.</summary>
public enum SectionKind
{
    /// <summary>Nothing particular.</summary>
    Plain,

    /// <summary>Something went wrong.</summary>
    Alarm,

    /// <summary>Something looks wrong, and may be meant.</summary>
    Caution,

    /// <summary>One picture, which paper keeps on one page with its heading.</summary>
    Whole,
}

/// <summary>The head of a page: its title and what matters most.</summary>
/// <param name="Blocks">The blocks, with a heading of level 1.</param>
public sealed record Headline(IReadOnlyList<Block> Blocks) : Block;

/// <summary>Blocks that are hidden until a reader asks for them.</summary>
/// <param name="Summary">The line that shows them.</param>
/// <param name="Blocks">The blocks.</param>
public sealed record Fold(string Summary, IReadOnlyList<Block> Blocks) : Block;
