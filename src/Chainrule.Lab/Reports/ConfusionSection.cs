using System.Globalization;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Reports;

/// <summary>What was taken for what: the confusion matrix whose cells lead to their samples, the hardest classes in words, and the samples.</summary>
internal static class ConfusionSection
{
    /// <summary>More classes than this make a picture, not a table.</summary>
    private const int WidestTable = 30;

    private const int HardestNamed = 3;

    /// <summary>Writes the section.</summary>
    public static void Write(Markup page, Examination examination, Confusion confusion)
    {
        page.AddRaw("<section aria-labelledby=\"confusion\">");
        page.AddRaw("<h2 id=\"confusion\">What was taken for what</h2>");
        page.Add($"<p>Of the {Numerals.Count(examination.Count)} samples of the {examination.Part} part, {(confusion.Mistakes == 0 ? "none was" : confusion.Mistakes == 1 ? "1 was" : $"{Numerals.Count(confusion.Mistakes)} were")} put into a wrong class{(confusion.Undecided > 0 ? $", and {Numerals.Count(confusion.Undecided)} into none, as their outputs are not numbers" : "")}.</p>");
        WriteHardest(page, confusion);
        IReadOnlyList<SampleGroup> groups = SampleGroup.Choose(confusion);
        if (confusion.Classes.Count <= WidestTable) WriteTable(page, confusion, groups);
        else
            page.AddRaw($"<figure>{new HeatMap { Title = "Confusion matrix", X = new Axis { Label = "predicted" }, Y = new Axis { Label = "true" }, ValueLabel = "samples", LogColor = true, RowLabels = confusion.Classes, ColumnLabels = confusion.Classes, Values = [.. confusion.Counts.Select(row => (double[])[.. row.Select(count => (double)count)])] }.ToSvg(styled: false, 880)}</figure>");
        SampleGallery.Write(page, examination, confusion, groups);
        page.AddRaw("</section>");
    }

    private static void WriteHardest(Markup page, Confusion confusion)
    {
        var hardest = confusion.Counts.Select((row, i) => (Class: i, Total: row.Sum(), Right: row[i], Row: row))
            .Where(row => row.Total > row.Right).OrderBy(row => (double)row.Right / row.Total).ThenBy(row => row.Class).Take(HardestNamed).ToList();
        if (hardest.Count == 0) return;
        page.AddRaw($"<p>The hardest {(hardest.Count == 1 ? "class" : "classes")}:</p>");
        page.AddRaw("<ol class=\"hardest\">");
        foreach (var (label, total, right, row) in hardest)
        {
            int most = Enumerable.Range(0, row.Count).Where(j => j != label).MaxBy(j => row[j]);
            page.Add($"<li><strong>{confusion.Classes[label]}</strong>: {string.Create(CultureInfo.InvariantCulture, $"{100.0 * right / total:0.0}")} % of {Numerals.Count(total)} recognised, most often taken for <strong>{confusion.Classes[most]}</strong> ({Numerals.Count(row[most])} {(row[most] == 1 ? "time" : "times")})</li>");
        }
        page.AddRaw("</ol>");
    }

    private static void WriteTable(Markup page, Confusion confusion, IReadOnlyList<SampleGroup> groups)
    {
        HashSet<string> shown = [.. groups.Select(group => group.Id)];
        double most = confusion.Counts.SelectMany((row, i) => row.Where((_, j) => i != j)).DefaultIfEmpty(0).Max();
        page.AddRaw("<p class=\"note\">Choose a cell to see its samples; arrow keys move between cells.</p>");
        page.AddRaw("<div class=\"scroll\"><table class=\"confusion\"><caption>Rows are true classes, columns are predictions</caption>");
        page.AddRaw("<thead><tr><td class=\"corner\">true ↓ · predicted →</td>");
        foreach (string name in confusion.Classes) page.Add($"<th scope=\"col\" title=\"{name}\">{TextSize.Fit(name, 13, 90)}</th>");
        page.AddRaw("<th scope=\"col\" class=\"share\">recognised</th></tr></thead><tbody>");
        for (int i = 0; i < confusion.Classes.Count; i++)
        {
            IReadOnlyList<int> row = confusion.Counts[i];
            int total = row.Sum();
            page.Add($"<tr><th scope=\"row\" title=\"{confusion.Classes[i]}\">{TextSize.Fit(confusion.Classes[i], 13, 140)}</th>");
            for (int j = 0; j < row.Count; j++)
            {
                // Counts differ by orders of magnitude, so the square root tells small ones apart. Right decisions have a colour of their own.
                double strength = row[j] == 0 ? 0 : i == j ? 0.75 * row[j] / total : 0.15 + 0.6 * Math.Sqrt(row[j] / most);
                string cell = SampleGroup.IdOf(i, j), said = $"{confusion.Classes[i]} taken for {confusion.Classes[j]}: {Numerals.Count(row[j])}";
                page.Add($"<td class=\"{(i == j ? "right" : "wrong")}\" style=\"--strength:{Math.Round(strength, 2)}\">");
                if (row[j] == 0) page.AddRaw("<span class=\"zero\">0</span></td>");
                else if (shown.Contains(cell)) page.Add($"<a href=\"#{cell}\" data-cell=\"{cell}\" aria-label=\"{said}\" title=\"{said}\">{Numerals.Count(row[j])}</a></td>");
                else page.Add($"<span title=\"{said}\">{Numerals.Count(row[j])}</span></td>");
            }
            page.Add($"<td class=\"number share\">{(total == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * row[i] / total:0.0} %"))}</td></tr>");
        }
        page.AddRaw("</tbody></table></div>");
    }
}
