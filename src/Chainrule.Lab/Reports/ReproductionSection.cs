using System.Globalization;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Reports;

/// <summary>What it takes to get the same run again.</summary>
internal static class ReproductionSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(Markup page, RunReport report)
    {
        RunSummary summary = report.Summary;
        page.AddRaw("<section aria-labelledby=\"reproduce\">");
        page.AddRaw("<h2 id=\"reproduce\">How to reproduce it</h2>");
        page.AddRaw("<p>The recipe below is <code>recipe.yaml</code> of this run folder. In the folder, this trains it again:</p>");
        page.AddRaw("<div class=\"copyable\"><pre id=\"command\"><code>chainrule train recipe.yaml --out again</code></pre><button type=\"button\" class=\"script copy\" data-copy=\"command\">Copy the command</button></div>");
        page.AddRaw("<p class=\"note\">The same version, recipe, data and instruction set give the same bits in the final weights, on any number of threads.</p>");
        page.AddRaw("<div class=\"scroll\"><table class=\"facts\"><caption>Circumstances</caption><tbody>");
        Row("Version of Chainrule", summary.Version);
        Row("Seed", summary.Seed.ToString(CultureInfo.InvariantCulture));
        Row("Precision", summary.Precision);
        Row("Instruction set", summary.InstructionSet);
        if (summary.Machine is { } machine)
        {
            Row("System", machine.System);
            Row("Runtime", machine.Runtime);
            Row("Processors", machine.Processors.ToString(CultureInfo.InvariantCulture));
        }
        Row("Threads", summary.Threads.ToString(CultureInfo.InvariantCulture));
        Row("Time", string.Create(CultureInfo.InvariantCulture, $"{summary.Seconds:0.0} s"));
        Row("Speed", $"{Numerals.Count((long)summary.SamplesPerSecond)} samples per second");
        Row("Weights, SHA-256", summary.WeightsSha256);
        Row("Data, SHA-256", summary.DataSha256);
        page.AddRaw("</tbody></table></div>");
        if (report.Verification is { } verification) Write(page, verification);
        page.AddRaw("<h3>Recipe</h3>");
        page.Add($"<div class=\"copyable\"><pre id=\"recipe\"><code>{report.RecipeText}</code></pre><button type=\"button\" class=\"script copy\" data-copy=\"recipe\">Copy the recipe</button></div>");
        page.AddRaw("</section>");

        void Row(string name, string value) => page.Add($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>");
    }

    private static void Write(Markup page, ThreadVerification verification)
    {
        page.AddRaw("<h3>Verified on several numbers of threads</h3>");
        page.AddRaw($"<p><strong>{(verification.IsSame ? "All runs ended with the same weights." : "The runs ended with different weights.")}</strong></p>");
        page.AddRaw("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">threads</th><th scope=\"col\">weights, SHA-256</th></tr></thead><tbody>");
        foreach ((int threads, string hash) in verification.Runs) page.Add($"<tr><th scope=\"row\">{threads}</th><td><code>{hash}</code></td></tr>");
        page.AddRaw("</tbody></table></div>");
    }
}
