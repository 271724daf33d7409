using System.Globalization;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;
using Chainrule.Losses;
using Chainrule.Training;

namespace Chainrule.Lab.Reports;

/// <summary>The page of a run as HTML.</summary>
internal static class ReportPage
{
    private static readonly string Style = Plot.Resource("report.css"), Script = Plot.Resource("report.js");

    /// <summary>The whole page.</summary>
    public static string Write(RunReport report)
    {
        RunSummary summary = report.Summary;
        Markup page = new();
        page.AddRaw("<!DOCTYPE html>");
        page.AddRaw("<html lang=\"en\">");
        page.AddRaw("<head>");
        page.AddRaw("<meta charset=\"utf-8\"/>");
        page.AddRaw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        page.AddRaw("<meta name=\"color-scheme\" content=\"light dark\"/>");
        // Even a mistake in this page could not load anything.
        page.AddRaw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\"/>");
        page.Add($"<title>{summary.Name} · Chainrule</title>");
        page.AddRaw($"<style>\n{Plot.Style}{Style}</style>");
        page.AddRaw("</head>");
        page.AddRaw("<body>");
        page.AddRaw("<main>");
        WriteHeadline(page, report);
        if (summary.Divergence is { } divergence) WriteDivergence(page, divergence);
        WriteDiagnosis(page, report.Diagnosis);
        WriteScores(page, report);
        WriteCurves(page, report);
        if (report.Examination?.Confusion is { } confusion) ConfusionSection.Write(page, report.Examination, confusion);
        if (report.Examination is { Targets: { } targets } regression) WriteTargets(page, regression, targets);
        if (report.Surface is { } surface) WriteFigure(page, "surface", report.Recipe.Loss.Prediction != Prediction.Value || report.Examination?.Targets is null ? "Decision surface" : "Predicted surface", surface, 600);
        NetworkSection.Write(page, report.Network);
        if (report.FirstWeights is { } weights) WriteFigure(page, "weights", "First-layer weights", weights, 880);
        ReproductionSection.Write(page, report);
        page.AddRaw("</main>");
        page.Add($"<footer><p>Written by Chainrule {summary.Version}. This page loads nothing: it can be read offline, kept and printed.</p></footer>");
        page.AddRaw($"<script>\n{Script}</script>");
        page.AddRaw("</body>");
        page.AddRaw("</html>");
        return page.ToString();
    }

    /// <summary>A loss or a metric as people read it: shares in percent.</summary>
    public static string Score(string name, double value) =>
        name == "accuracy" && double.IsFinite(value) ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.00} %") : Math.Abs(value) is >= 1e-3 and < 1e5 or 0 ? string.Create(CultureInfo.InvariantCulture, $"{value:#,##0.0000}") : Numerals.Value(value);

    /// <summary>The name of a metric in words.</summary>
    public static string Words(string name) => name.Replace('_', ' ');

    private static void WriteHeadline(Markup page, RunReport report)
    {
        RunSummary summary = report.Summary;
        page.AddRaw("<header>");
        page.Add($"<p class=\"kicker\">Chainrule run report</p>");
        page.Add($"<h1>{summary.Name}</h1>");
        if (report.Recipe.Description is { } description) page.Add($"<p class=\"lead\">{description}</p>");
        string status = summary.Status switch
        {
            TrainingStatus.Completed => "Completed",
            TrainingStatus.EarlyStopped => "Stopped early",
            TrainingStatus.Diverged => "Diverged",
            _ => "Cancelled",
        };
        (string part, IReadOnlyDictionary<string, double>? scores) = summary.Test is not null ? ("test", summary.Test)
            : summary.Validation is not null ? ("validation", summary.Validation) : ("training", summary.Train.Count > 0 ? summary.Train : null);
        if (scores is not null)
        {
            (string name, double value) = scores.Count > 1 ? scores.ElementAt(1) : scores.First();
            page.Add($"<p class=\"result\"><strong>{Score(name, value)}</strong> {Words(name)} on the {part} part{(summary.Divergence is null ? "" : ", with the last good weights")}</p>");
        }
        page.Add($"<p class=\"facts\"><span class=\"status {(summary.Status == TrainingStatus.Diverged ? "bad" : summary.Status == TrainingStatus.Cancelled ? "open" : "good")}\">{status}</span> after {Amount(summary.Epochs, "epoch")} and {Amount(summary.Steps, "step")} · {Duration(summary.Seconds)} · {Numerals.Count((long)summary.SamplesPerSecond)} samples per second · {Amount(summary.Parameters, "parameter")}</p>");
        if (scores is null) page.AddRaw("<p class=\"note\">The training was cancelled, so nothing was measured. <code>chainrule evaluate</code> on this folder measures these weights; training goes on with <code>--resume</code>.</p>");
        page.AddRaw("</header>");
    }

    private static void WriteDivergence(Markup page, Divergence divergence)
    {
        page.AddRaw("<section class=\"alarm\" aria-labelledby=\"divergence\">");
        page.AddRaw("<h2 id=\"divergence\">The training diverged</h2>");
        page.Add($"<p>In epoch {divergence.Epoch}, at step {Numerals.Count(divergence.Step)}, the <strong>{divergence.Where}</strong> was not finite; the loss of the batch was {Numerals.Value(divergence.Loss)}.</p>");
        page.Add($"<p>The batch begins with the training samples {string.Join(", ", divergence.Samples)}. The weights after {Amount(divergence.StepsKept, "step")} are the last good ones; they are kept, and the scores below are theirs.</p>");
        page.Add($"<p><strong>What to try:</strong> {divergence.Advice}</p>");
        page.AddRaw("</section>");
    }

    private static void WriteDiagnosis(Markup page, TrainingDiagnosis? diagnosis)
    {
        if (diagnosis is null) return;
        page.AddRaw("<section aria-labelledby=\"diagnosis\">");
        page.AddRaw("<h2 id=\"diagnosis\">Diagnosis</h2>");
        if (diagnosis.Findings.Count == 0) page.AddRaw("<p>Nothing conspicuous.</p>");
        else
        {
            page.AddRaw("<ul>");
            foreach (string finding in diagnosis.Findings) page.Add($"<li>{finding}</li>");
            page.AddRaw("</ul>");
        }
        WritePlots(page, diagnosis.Plots);
        page.AddRaw("</section>");
    }

    private static void WriteScores(Markup page, RunReport report)
    {
        RunSummary summary = report.Summary;
        if (summary.Train.Count == 0) return;
        page.AddRaw("<section aria-labelledby=\"scores\">");
        page.AddRaw("<h2 id=\"scores\">Scores</h2>");
        page.Add($"<div class=\"scroll\"><table><caption>Of the {(summary.Divergence is null ? "final" : "last good")} weights, without dropout</caption>");
        page.AddRaw("<thead><tr><th scope=\"col\">part</th>");
        foreach (string name in summary.Train.Keys) page.Add($"<th scope=\"col\" class=\"number\">{Words(name)}</th>");
        page.AddRaw("</tr></thead><tbody>");
        Row("train", summary.Train);
        Row("validation", summary.Validation);
        Row("test", summary.Test);
        if (summary.Best is { } best && best.Epoch < summary.Epochs)
        {
            Row($"validation, best epoch ({best.Epoch})", best.Validation);
            Row($"test, best epoch ({best.Epoch})", best.Test);
        }
        page.AddRaw("</tbody></table></div></section>");

        void Row(string part, IReadOnlyDictionary<string, double>? scores)
        {
            if (scores is null) return;
            page.Add($"<tr><th scope=\"row\">{part}</th>");
            foreach (string name in summary.Train.Keys) page.Add($"<td class=\"number\">{(scores.TryGetValue(name, out double value) ? Score(name, value) : "–")}</td>");
            page.AddRaw("</tr>");
        }
    }

    private static void WriteCurves(Markup page, RunReport report)
    {
        page.AddRaw("<section aria-labelledby=\"curves\">");
        page.AddRaw("<h2 id=\"curves\">Learning curves</h2>");
        if (report.Epochs.Count == 0) page.AddRaw("<p>No epoch was finished.</p>");
        else
        {
            page.AddRaw("<p class=\"note\">Training figures are running means over each epoch, measured before every update and with dropout; validation is measured after the epoch.</p>");
            WritePlots(page, LearningCurves.Of(report.Epochs, [.. report.Recipe.Metrics.Select(metric => metric.Name)], report.Summary.Best?.Epoch));
        }
        page.AddRaw("</section>");
    }

    private static void WriteTargets(Markup page, Examination examination, IReadOnlyList<PredictedTargets> targets)
    {
        page.AddRaw("<section aria-labelledby=\"targets\">");
        page.AddRaw("<h2 id=\"targets\">Predicted against true</h2>");
        if (targets.Count < examination.Outputs) page.Add($"<p class=\"note\">The first {targets.Count} of {Numerals.Count(examination.Outputs)} outputs.</p>");
        WritePlots(page, [.. targets.Select((target, i) => new ScatterPlot
        {
            Title = targets.Count == 1 ? $"Predictions on the {examination.Part} part" : $"Output {i} on the {examination.Part} part",
            Subtitle = target.True.Count < examination.Count ? $"{Numerals.Count(target.True.Count)} of {Numerals.Count(examination.Count)} samples; on the dashed line both are equal" : "on the dashed line both are equal",
            X = new Axis { Label = "true" },
            Y = new Axis { Label = "predicted" },
            Diagonal = true,
            Series = [new("", target.True, target.Predicted)],
        })]);
        page.AddRaw("</section>");
    }

    private static void WriteFigure(Markup page, string id, string title, Plot plot, double width)
    {
        page.Add($"<section class=\"whole\" aria-labelledby=\"{id}\">");
        page.Add($"<h2 id=\"{id}\">{title}</h2>");
        page.Add($"<figure style=\"max-width:{width}px\">");
        page.AddRaw(plot.ToSvg(styled: false, width) + "</figure></section>");
    }

    private static void WritePlots(Markup page, IReadOnlyList<Plot> plots)
    {
        page.AddRaw("<div class=\"plots\">");
        foreach (Plot plot in plots) page.AddRaw($"<figure>{plot.ToSvg(styled: false, 500)}</figure>");
        page.AddRaw("</div>");
    }

    private static string Amount(long count, string what) => $"{Numerals.Count(count)} {what}{(count == 1 ? "" : "s")}";

    private static string Duration(double seconds)
    {
        TimeSpan duration = TimeSpan.FromSeconds(seconds);
        return seconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s")
            : seconds < 3600 ? $"{duration.Minutes} min {duration.Seconds} s" : $"{(long)duration.TotalHours} h {duration.Minutes} min";
    }
}
