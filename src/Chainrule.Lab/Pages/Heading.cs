namespace Chainrule.Lab.Pages;

/// <summary>A heading.</summary>
/// <param name="Level">1 for the title.</param>
/// <param name="Text">What it says.</param>
/// <param name="Id">The anchor to link to; null where nothing does.</param>
public sealed record Heading(int Level, string Text, string? Id = null) : Block;

/// <summary>Links to the headings of level 2 and 3 that have an anchor, where there are more than three. Markdown needs none: what shows it
/// lists headings itself.</summary>
public sealed record Contents : Block;
