using System.Globalization;
using Chainrule.Lab.Plots;

namespace Chainrule.Lab.Reports;

/// <summary>Samples by what they are and what they were taken for: as pictures, or as rows of numbers.</summary>
internal static class SampleGallery
{
    private const int MostInputs = 8;

    /// <summary>Writes the mistakes, then the right decisions that were least certain.</summary>
    public static void Write(Markup page, Examination examination, Confusion confusion, IReadOnlyList<SampleGroup> groups)
    {
        int wrong = groups.Where(group => group.IsWrong).Sum(group => group.Shown);
        page.AddRaw("<div id=\"samples\" tabindex=\"-1\">");
        page.AddRaw("<p class=\"script chosen\"><span role=\"status\" id=\"chosen\">All cells are shown.</span> <button type=\"button\" id=\"show-all\" hidden=\"\">Show all cells</button></p>");
        page.AddRaw("<h3>Misclassified samples</h3>");
        if (confusion.Mistakes == 0) page.AddRaw("<p>There are none.</p>");
        else
        {
            string left = confusion.Mistakes > wrong ? $"{Numerals.Count(wrong)} of {Numerals.Count(confusion.Mistakes)} are shown; {Numerals.Count(confusion.Mistakes - wrong)} are left out to keep this page small. " : "";
            page.Add($"<p class=\"note\">{left}In each group, those that the network was most certain of come first. The {(confusion.IsProbability ? "percentage is the probability" : "number is the output")} of the class that the sample was put into.</p>");
        }
        page.AddRaw("<div class=\"groups\">");
        foreach (SampleGroup group in groups.Where(group => group.IsWrong)) Write(page, examination, confusion, group);
        page.AddRaw("</div>");
        if (groups.Any(group => !group.IsWrong))
        {
            page.AddRaw("<details><summary>Rightly classified, but with the least certainty</summary><div class=\"groups\">");
            foreach (SampleGroup group in groups.Where(group => !group.IsWrong)) Write(page, examination, confusion, group);
            page.AddRaw("</div></details>");
        }
        page.AddRaw("</div>");
    }

    private static void Write(Markup page, Examination examination, Confusion confusion, SampleGroup group)
    {
        (ConfusionCell cell, int shown) = group;
        string title = group.IsWrong ? $"{confusion.Classes[cell.True]} taken for {confusion.Classes[cell.Predicted]}" : $"{confusion.Classes[cell.True]} recognised";
        page.Add($"<div class=\"samples\" id=\"{group.Id}\" data-title=\"{title}\">");
        page.Add($"<h4>{title} <span class=\"note\">· {Numerals.Count(cell.Count)} {(cell.Count == 1 ? "time" : "times")}{(shown < cell.Count ? $", {shown} shown" : "")}</span></h4>");
        if (examination.HasPictures) WritePictures(page, examination, confusion, title, cell.Samples.Take(shown));
        else WriteRows(page, examination, confusion, title, cell.Samples.Take(shown));
        page.AddRaw("</div>");
    }

    private static void WritePictures(Markup page, Examination examination, Confusion confusion, string title, IEnumerable<ExaminedSample> samples)
    {
        int width = examination.InputShape[^1], height = examination.InputShape[^2], scale = Math.Max(1, (int)Math.Round(56.0 / Math.Max(width, height)));
        page.AddRaw("<ul class=\"pictures\">");
        foreach (ExaminedSample sample in samples)
        {
            (double low, double high) = Range(sample.Inputs);
            page.Add($"<li><img src=\"{PngImage.PlanesDataUri(width, height, sample.Inputs, low, high)}\" width=\"{width * scale}\" height=\"{height * scale}\" alt=\"{title}, sample {sample.Index}\" title=\"sample {sample.Index} of the {examination.Part} part\"/><span class=\"number\">{Certainty(confusion, sample)}</span></li>");
        }
        page.AddRaw("</ul>");
    }

    private static void WriteRows(Markup page, Examination examination, Confusion confusion, string title, IEnumerable<ExaminedSample> samples)
    {
        int inputs = Math.Min(MostInputs, examination.InputShape.Size);
        page.Add($"<div class=\"scroll\"><table><caption class=\"hidden\">{title}</caption><thead><tr><th scope=\"col\">sample</th>");
        for (int i = 0; i < inputs; i++) page.Add($"<th scope=\"col\" class=\"number\">input {i}</th>");
        if (inputs < examination.InputShape.Size) page.Add($"<th scope=\"col\">… of {examination.InputShape.Size}</th>");
        page.Add($"<th scope=\"col\" class=\"number\">{(confusion.IsProbability ? "probability" : "output")}</th></tr></thead><tbody>");
        foreach (ExaminedSample sample in samples)
        {
            page.Add($"<tr><th scope=\"row\">{sample.Index}</th>");
            for (int i = 0; i < inputs; i++) page.Add($"<td class=\"number\">{Numerals.Value(sample.Inputs[i])}</td>");
            if (inputs < examination.InputShape.Size) page.AddRaw("<td>…</td>");
            page.Add($"<td class=\"number\">{Certainty(confusion, sample)}</td></tr>");
        }
        page.AddRaw("</tbody></table></div>");
    }

    private static string Certainty(Confusion confusion, ExaminedSample sample) => !confusion.IsProbability ? Numerals.Value(sample.Certainty, 3)
        : sample.Certainty >= 0.9995 ? "> 99.9 %" : string.Create(CultureInfo.InvariantCulture, $"{sample.Certainty * 100:0.0} %");

    /// <summary>Black and white of a picture: those of bytes or of shares where its values are such, else its own.</summary>
    private static (double Low, double High) Range(IReadOnlyList<float> values)
    {
        float low = values.Min(), high = values.Max();
        return low < 0 ? (low, high) : (0, high <= 1 ? 1 : high <= 16 ? 16 : high <= 255 ? 255 : high);
    }
}
