using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Pages;

/// <summary>Writes tables as HTML. Every head cell says whether it is the head of a row or of a column; wide tables scroll within the
/// page.</summary>
internal static class HtmlTables
{
    private const double ColumnNameWidth = 90, RowNameWidth = 140, NameSize = 13;

    /// <summary>Writes a table.</summary>
    public static void Write(Markup page, Table table)
    {
        page.Append($"<div class=\"scroll\"><table>");
        if (table.Caption is not null && table.IsCaptionHidden) page.Append($"<caption class=\"hidden\">{table.Caption}</caption>");
        else if (table.Caption is not null) page.Append($"<caption>{table.Caption}</caption>");
        if (table.Head.Any(column => column.Name.Length > 0))
        {
            page.Append($"<thead><tr>");
            foreach (Column column in table.Head)
                if (column.Kind == ColumnKind.Number) page.Append($"<th scope=\"col\" class=\"number\">{column.Name}</th>");
                else page.Append($"<th scope=\"col\">{column.Name}</th>");
            page.Append($"</tr></thead>");
        }
        page.AddRaw("<tbody>");
        foreach (IReadOnlyList<string> row in table.Rows) WriteRow(page, table.Head, row);
        page.Append($"</tbody>");
        if (table.Foot is not null)
        {
            page.AddRaw("<tfoot>");
            WriteRow(page, table.Head, table.Foot);
            page.Append($"</tfoot>");
        }
        page.AddRaw("</table></div>");
    }

    private static void WriteRow(Markup page, IReadOnlyList<Column> head, IReadOnlyList<string> cells)
    {
        page.Append($"<tr>");
        for (int i = 0; i < cells.Count; i++)
            switch (head[i].Kind)
            {
                case ColumnKind.Header: page.Append($"<th scope=\"row\">{cells[i]}</th>"); break;
                case ColumnKind.Number: page.Append($"<td class=\"number\">{cells[i]}</td>"); break;
                case ColumnKind.Code: page.Append($"<td><code>{cells[i]}</code></td>"); break;
                default: page.Append($"<td>{cells[i]}</td>"); break;
            }
        page.AddRaw("</tr>");
    }

    /// <summary>Writes names and values.</summary>
    public static void Write(Markup page, Facts facts)
    {
        page.Add($"<div class=\"scroll\"><table class=\"facts\"><caption>{facts.Caption}</caption><tbody>");
        foreach ((string name, string value) in facts.Rows) page.Add($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>");
        page.AddRaw("</tbody></table></div>");
    }

    /// <summary>Writes a confusion matrix.</summary>
    public static void Write(Markup page, ConfusionGrid grid)
    {
        if (grid.Linked.Count > 0) page.AddRaw("<p class=\"note\">Choose a cell to see its samples; arrow keys move between cells.</p>");
        page.Add($"<div class=\"scroll\"><table class=\"confusion\"><caption>{ConfusionGrid.Caption}</caption>");
        page.Append($"<thead><tr><td class=\"corner\">true ↓ · predicted →</td>");
        foreach (string name in grid.Classes)
            page.Append($"<th scope=\"col\" title=\"{name}\">{TextSize.Fit(name, NameSize, ColumnNameWidth)}</th>");
        page.AddRaw("<th scope=\"col\" class=\"share\">recognised</th></tr></thead><tbody>");
        for (int i = 0; i < grid.Classes.Count; i++)
        {
            page.Append($"<tr><th scope=\"row\" title=\"{grid.Classes[i]}\">{TextSize.Fit(grid.Classes[i], NameSize, RowNameWidth)}</th>");
            for (int j = 0; j < grid.Classes.Count; j++) WriteCell(page, grid, i, j);
            page.Add($"<td class=\"number share\">{grid.Recognised(i)}</td></tr>");
        }
        page.AddRaw("</tbody></table></div>");
    }

    private static void WriteCell(Markup page, ConfusionGrid grid, int row, int column)
    {
        string id = ConfusionGrid.IdOf(row, column), says = grid.Says(row, column), count = Numerals.Count(grid.Counts[row][column]);
        page.Append($"<td class=\"{(row == column ? "right" : "wrong")}\" style=\"--strength:{grid.Strength(row, column)}\">");
        if (grid.Counts[row][column] == 0) page.Append($"<span class=\"zero\">0</span></td>");
        else if (grid.Linked.Contains((row, column)))
            page.Append($"<a href=\"#{id}\" data-cell=\"{id}\" aria-label=\"{says}\" title=\"{says}\">{count}</a></td>");
        else page.Append($"<span title=\"{says}\">{count}</span></td>");
    }
}
