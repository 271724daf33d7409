using Chainrule.Lab.Doctor;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;
using Chainrule.Losses;
using Chainrule.Training;

namespace Chainrule.Lab.Reports;

/// <summary>The page of a run.</summary>
internal static class ReportPage
{
    private const double SurfaceWidth = 600, WeightsWidth = 880;

    /// <summary>The page as HTML.</summary>
    public static string Write(RunReport report) => HtmlPage.Write($"{report.Summary.Name} · Chainrule", Of(report));

    /// <summary>The page, whatever it is written as.</summary>
    public static IReadOnlyList<Block> Of(RunReport report)
    {
        List<Block> blocks = [Head(report)];
        if (report.Summary.Warnings is { Count: > 0 } warnings) blocks.Add(Warned(warnings));
        if (report.Summary.Divergence is { } divergence) blocks.Add(Diverged(divergence));
        if (report.Diagnosis is { } diagnosis) blocks.Add(Diagnosed(diagnosis));
        if (report.Summary.Train.Count > 0) blocks.Add(Scores(report.Summary));
        blocks.Add(Curves(report));
        if (report.Examination is { } examination)
        {
            if (examination.Confusion is { } confusion) blocks.Add(ConfusionSection.Of(examination, confusion));
            if (examination.Targets is { } targets) blocks.Add(Targets(examination, targets));
        }
        if (report.Surface is { } surface)
        {
            bool isValue = report.Recipe.Loss.Prediction == Prediction.Value && report.Examination?.Targets is not null;
            blocks.Add(Whole("surface", isValue ? "Predicted surface" : "Decision surface", surface, SurfaceWidth));
        }
        blocks.Add(NetworkSection.Of(report.Network));
        if (report.FirstWeights is { } weights) blocks.Add(Whole("weights", "First-layer weights", weights, WeightsWidth));
        blocks.Add(ReproductionSection.Of(report));
        blocks.Add(new Footer(
            $"Written by Chainrule {report.Summary.Version}. This page loads nothing: it can be read offline, kept and printed."));
        return blocks;
    }

    /// <summary>A loss or a metric as people read it: shares in percent.</summary>
    public static string Score(string name, double value) =>
        name == "accuracy" && double.IsFinite(value) ? Numerals.Percent(value, 2) : Numerals.Score(value);

    /// <summary>The name of a metric in words.</summary>
    public static string Words(string name) => name.Replace('_', ' ');

    private static Headline Head(RunReport report)
    {
        RunSummary summary = report.Summary;
        List<Block> blocks = [new Paragraph("Chainrule run report") { Kind = ParagraphKind.Kicker }, new Heading(1, summary.Name)];
        if (report.Recipe.Description is { } description) blocks.Add(new Paragraph(description) { Kind = ParagraphKind.Lead });
        if (Result(summary) is { } result) blocks.Add(new Paragraph(result) { Kind = ParagraphKind.Result });
        blocks.Add(new Paragraph($"{Status(summary.Status)} after {Numerals.Amount(summary.Epochs, "epoch")} and "
            + $"{Numerals.Amount(summary.Steps, "step")} · {Numerals.Duration(summary.Seconds)} · "
            + $"{Numerals.Count((long)summary.SamplesPerSecond)} samples per second · {Numerals.Amount(summary.Parameters, "parameter")}")
        { Kind = ParagraphKind.Facts });
        if (Headlined(summary).Scores is null)
            blocks.Add(new Paragraph(
                $"The training was cancelled, so nothing was measured. {Text.Code("chainrule evaluate")} on this folder "
                + $"measures these weights; training goes on with {Text.Code("--resume")}.")
            { Kind = ParagraphKind.Note });
        return new(blocks);
    }

    private static Piece Status(TrainingStatus status) => status switch
    {
        TrainingStatus.Completed => new("Completed", Emphasis.Good),
        TrainingStatus.EarlyStopped => new("Stopped early", Emphasis.Good),
        TrainingStatus.Diverged => new("Diverged", Emphasis.Bad),
        TrainingStatus.Cancelled => new("Cancelled", Emphasis.Open),
        _ => new("Stopped", Emphasis.Open),
    };

    /// <summary>The scores that count most, with the part that they are of.</summary>
    private static (string Part, IReadOnlyDictionary<string, double>? Scores) Headlined(RunSummary summary) =>
        summary.Test is not null ? ("test", summary.Test)
        : summary.Validation is not null ? ("validation", summary.Validation)
        : ("training", summary.Train.Count > 0 ? summary.Train : null);

    private static Text? Result(RunSummary summary)
    {
        (string part, IReadOnlyDictionary<string, double>? scores) = Headlined(summary);
        if (scores is null) return null;
        // The loss comes first; the first metric, where there is one, says more to people.
        (string name, double value) = scores.Count > 1 ? scores.ElementAt(1) : scores.First();
        string weights = summary.Divergence is { } divergence ? $", with the {divergence.Kept} weights" : "";
        return $"{Text.Strong(Score(name, value))} {Words(name)} on the {part} part{weights}";
    }

    private static Section Warned(IReadOnlyList<string> warnings) => new("warnings", warnings.Count == 1 ? "Warning" : "Warnings",
        [warnings.Count == 1 ? new Paragraph(warnings[0]) : new Items([.. warnings.Select(Text.FromString)])])
    { Kind = SectionKind.Caution };

    private static Section Diverged(Divergence divergence) => new("divergence", "The training diverged",
    [
        new Paragraph(
            $"In epoch {divergence.Epoch}, at step {Numerals.Count(divergence.Step)}, the {Text.Strong(divergence.Where)} was not finite; "
            + $"the loss of the batch was {Numerals.Value(divergence.Loss)}."),
        new Paragraph((divergence.Samples.Count == 0 ? ""
            : $"The batch begins with the training samples {string.Join(", ", divergence.Samples)}. ") + "The weights after "
            + $"{Numerals.Amount(divergence.StepsKept, "step")} are the {divergence.Kept} ones; they are kept, and the scores below are "
            + "theirs."),
        new Paragraph($"{Text.Strong("What to try:")} {divergence.Advice}"),
    ])
    { Kind = SectionKind.Alarm };

    private static Section Diagnosed(TrainingDiagnosis diagnosis) => new("diagnosis", "Diagnosis",
    [
        diagnosis.Findings.Count == 0 ? new Paragraph("Nothing conspicuous.") : new Items([.. diagnosis.Findings.Select(Text.FromString)]),
        Row("diagnosis", diagnosis.Plots),
    ]);

    private static Section Scores(RunSummary summary)
    {
        List<IReadOnlyList<string>> rows = [];
        Add("train", summary.Train);
        Add("validation", summary.Validation);
        Add("test", summary.Test);
        if (summary.Best is { } best && best.Epoch < summary.Epochs)
        {
            Add($"validation, best epoch ({best.Epoch})", best.Validation);
            Add($"test, best epoch ({best.Epoch})", best.Test);
        }
        string weights = summary.Divergence is { } divergence ? divergence.Kept : "final";
        return new("scores", "Scores", [new Table($"Of the {weights} weights, without dropout",
            [Column.Header("part"), .. summary.Train.Keys.Select(name => Column.Number(Words(name)))], rows)]);

        void Add(string part, IReadOnlyDictionary<string, double>? scores)
        {
            if (scores is null) return;
            rows.Add([part, .. summary.Train.Keys.Select(name => scores.TryGetValue(name, out double value) ? Score(name, value) : "–")]);
        }
    }

    private static Section Curves(RunReport report)
    {
        if (report.Epochs.Count == 0) return new("curves", "Learning curves", [new Paragraph("No epoch was finished.")]);
        return new("curves", "Learning curves",
        [
            new Paragraph("Training figures are running means over each epoch, measured before every update and with dropout; "
                + "validation is measured after the epoch.")
            { Kind = ParagraphKind.Note },
            Row("curves", LearningCurves.Of(report.Epochs, report.Recipe.Metrics, report.Summary.Best?.Epoch)),
        ]);
    }

    private static Section Targets(Examination examination, IReadOnlyList<PredictedTargets> targets)
    {
        List<Block> blocks = [];
        if (targets.Count < examination.Outputs)
            blocks.Add(new Paragraph($"The first {targets.Count} of {Numerals.Count(examination.Outputs)} outputs.")
            { Kind = ParagraphKind.Note });
        blocks.Add(Row("targets",
            [.. targets.Select((target, i) => Scatter(examination, target, targets.Count == 1 ? "Predictions" : $"Output {i}"))]));
        return new("targets", "Predicted against true", blocks);
    }

    private static ScatterPlot Scatter(Examination examination, PredictedTargets target, string what)
    {
        const string Diagonal = "on the dashed line both are equal";
        string some = $"{Numerals.Count(target.True.Count)} of {Numerals.Count(examination.Count)} samples";
        return new()
        {
            Title = $"{what} on the {examination.Part} part",
            Subtitle = target.True.Count < examination.Count ? $"{some}; {Diagonal}" : Diagonal,
            X = new Axis { Label = "true" },
            Y = new Axis { Label = "predicted" },
            Diagonal = true,
            Series = [new("", target.True, target.Predicted)],
        };
    }

    private static Section Whole(string id, string title, Plot plot, double width) =>
        new(id, title, [new Picture(plot, id) { Width = width }]) { Kind = SectionKind.Whole };

    private static PlotRow Row(string name, IReadOnlyList<Plot> plots) =>
        new([.. plots.Select((plot, i) => new Picture(plot, $"{name}-{i + 1}"))]);
}
