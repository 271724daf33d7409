namespace Chainrule.Lab.Pages;

/// <summary>Blocks with groups, of which a reader can choose one: by a cell of a <see cref="ConfusionGrid"/> that leads to it. A page has
/// at most one.</summary>
/// <param name="Blocks">The blocks, some of which are <see cref="Groups"/>.</param>
public sealed record Chooser(IReadOnlyList<Block> Blocks) : Block;

/// <summary>Groups that flow side by side.</summary>
/// <param name="All">The groups.</param>
public sealed record Groups(IReadOnlyList<Group> All) : Block;

/// <summary>Blocks that are chosen together, under a heading of level 4.</summary>
/// <param name="Id">The anchor that leads to it.</param>
/// <param name="Title">What the heading says.</param>
/// <param name="Detail">What it says less loudly.</param>
/// <param name="Blocks">The blocks.</param>
public sealed record Group(string Id, string Title, string Detail, IReadOnlyList<Block> Blocks);
