using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Reports;

/// <summary>Samples by what they are and what they were taken for: as pictures, or as rows of numbers.</summary>
internal static class SampleGallery
{
    private const int MostInputs = 8;

    /// <summary>A probability from here on is one that rounds to 100 %.</summary>
    private const double AlmostOne = 0.9995;

    /// <summary>The mistakes, then the right decisions that were least certain.</summary>
    public static Chooser Of(Examination examination, Confusion confusion, IReadOnlyList<SampleGroup> groups)
    {
        List<Block> blocks =
        [
            new Heading(3, "Misclassified samples"),
            confusion.Mistakes == 0 ? new Paragraph("There are none.") : Note(confusion, groups),
            Groups(isWrong: true),
        ];
        if (groups.Any(group => !group.IsWrong))
            blocks.Add(new Fold("Rightly classified, but with the least certainty", [Groups(isWrong: false)]));
        return new(blocks);

        Groups Groups(bool isWrong) =>
            new([.. groups.Where(group => group.IsWrong == isWrong).Select(group => Of(examination, confusion, group))]);
    }

    private static Paragraph Note(Confusion confusion, IReadOnlyList<SampleGroup> groups)
    {
        int shown = groups.Where(group => group.IsWrong).Sum(group => group.Shown), mistakes = confusion.Mistakes;
        string left = mistakes > shown
            ? $"{Numerals.Count(shown)} of {Numerals.Count(mistakes)} are shown; {Numerals.Count(mistakes - shown)} "
                + $"are left out to keep this page small. "
            : "";
        string number = confusion.IsProbability ? "percentage is the probability" : "number is the output";
        return new($"{left}In each group, those that the network was most certain of come first. "
            + $"The {number} of the class that the sample was put into.")
        { Kind = ParagraphKind.Note };
    }

    private static Group Of(Examination examination, Confusion confusion, SampleGroup group)
    {
        (ConfusionCell cell, int shown) = group;
        string truth = confusion.Classes[cell.True];
        string title = group.IsWrong ? $"{truth} taken for {confusion.Classes[cell.Predicted]}" : $"{truth} recognised";
        string detail = Numerals.Amount(cell.Count, "time") + (shown < cell.Count ? $", {shown} shown" : "");
        ExaminedSample[] samples = [.. cell.Samples.Take(shown)];
        Block content = examination.HasPictures
            ? Pictures(examination, confusion, group.Id, title, samples) : Rows(examination, confusion, title, samples);
        return new(group.Id, title, detail, [content]);
    }

    private static Gallery Pictures(
        Examination examination, Confusion confusion, string id, string title, IEnumerable<ExaminedSample> samples)
    {
        int width = examination.InputShape[^1], height = examination.InputShape[^2];
        return new(id, title, [.. samples.Select(sample =>
        {
            (double low, double high) = Range(sample.Inputs);
            float[] pixels = [.. sample.Inputs.Select(value => (float)value)];
            ImageTile tile = new(width, height, pixels, Certainty(confusion, sample)) { Min = low, Max = high };
            return new GalleryPicture(tile, $"{title}, sample {sample.Index}", $"sample {sample.Index} of the {examination.Part} part");
        })]);
    }

    private static Table Rows(Examination examination, Confusion confusion, string title, IEnumerable<ExaminedSample> samples)
    {
        int size = examination.InputShape.Size, inputs = Math.Min(MostInputs, size);
        Column[] rest = inputs < size ? [$"… of {size}"] : [];
        return new(title,
            [
                Column.Header("sample"), .. Enumerable.Range(0, inputs).Select(i => Column.Number($"input {i}")), .. rest,
                Column.Number(confusion.IsProbability ? "probability" : "output"),
            ],
            [.. samples.Select(sample => (IReadOnlyList<string>)
            [
                $"{sample.Index}", .. sample.Inputs.Take(inputs).Select(Numerals.Stored),
                .. rest.Select(_ => "…"), Certainty(confusion, sample),
            ])])
        { IsCaptionHidden = true };
    }

    private static string Certainty(Confusion confusion, ExaminedSample sample) =>
        !confusion.IsProbability ? Numerals.Value(sample.Certainty, 3)
        : sample.Certainty >= AlmostOne ? "> 99.9 %" : Numerals.Percent(sample.Certainty);

    /// <summary>Black and white of a picture: those of bytes or of shares where its values are such, else its own.</summary>
    private static (double Low, double High) Range(IReadOnlyList<double> values)
    {
        double low = values.Min(), high = values.Max();
        return low < 0 ? (low, high) : (0, high <= 1 ? 1 : high <= 16 ? 16 : high <= 255 ? 255 : high);
    }
}
