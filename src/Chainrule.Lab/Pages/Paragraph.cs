namespace Chainrule.Lab.Pages;

/// <summary>A paragraph.</summary>
/// <param name="Text">What it says.</param>
public sealed record Paragraph(Text Text) : Block
{
    /// <summary>What the paragraph is for, which decides how it looks.</summary>
    public ParagraphKind Kind { get; init; }
}

/// <summary>What a paragraph is for.</summary>
public enum ParagraphKind
{
    /// <summary>Nothing particular.</summary>
    Plain,

    /// <summary>The kind of page, above its title.</summary>
    Kicker,

    /// <summary>What the page is about, below its title.</summary>
    Lead,

    /// <summary>The one result.</summary>
    Result,

    /// <summary>Facts in one line.</summary>
    Facts,

    /// <summary>What helps to read what comes next.</summary>
    Note,

    /// <summary>What to beware of.</summary>
    Remark,

    /// <summary>What is to be learned.</summary>
    Teaches,

    /// <summary>How long something took.</summary>
    Time,
}

/// <summary>A list.</summary>
/// <param name="Texts">The items.</param>
public sealed record Items(IReadOnlyList<Text> Texts) : Block
{
    /// <summary>Whether the items are numbered.</summary>
    public bool IsNumbered { get; init; }
}

/// <summary>Links to files.</summary>
/// <param name="Text">What the links lead to.</param>
/// <param name="Targets">Names and paths, relative to the page.</param>
public sealed record Links(string Text, IReadOnlyList<(string Name, string Path)> Targets) : Block;

/// <summary>The last words of a page.</summary>
/// <param name="Text">What it says.</param>
public sealed record Footer(Text Text) : Block;
