namespace Chainrule.Lab.Pages;

/// <summary>A table.</summary>
/// <param name="Caption">What it shows; null where a heading says so already.</param>
/// <param name="Head">The columns; a table whose columns have no names has no head.</param>
/// <param name="Rows">The cells.</param>
public sealed record Table(string? Caption, IReadOnlyList<Column> Head, IReadOnlyList<IReadOnlyList<string>> Rows) : Block
{
    /// <summary>The cells of the last row where that sums up the others.</summary>
    public IReadOnlyList<string>? Foot { get; init; }

    /// <summary>Whether the caption is for those only who hear the page, since a heading says the same.</summary>
    public bool IsCaptionHidden { get; init; }
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Kind">What its cells hold.</param>
public sealed record Column(string Name, ColumnKind Kind = ColumnKind.Text)
{
    /// <summary>A column of words.</summary>
    public static implicit operator Column(string name) => FromString(name);

    /// <summary>A column of words.</summary>
    public static Column FromString(string name) => new(name);

    /// <summary>A column of numbers.</summary>
    public static Column Number(string name) => new(name, ColumnKind.Number);

    /// <summary>The column that names the rows.</summary>
    public static Column Header(string name) => new(name, ColumnKind.Header);
}

/// <summary>What the cells of a column hold.</summary>
public enum ColumnKind
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>Numbers, whose last digits are below each other.</summary>
    Number,

    /// <summary>The name of the row.</summary>
    Header,

    /// <summary>Text to be typed or found as it is.</summary>
    Code,
}

/// <summary>Names and values.</summary>
/// <param name="Caption">What they are about.</param>
/// <param name="Rows">The names with their values.</param>
public sealed record Facts(string Caption, IReadOnlyList<(string Name, string Value)> Rows) : Block;
