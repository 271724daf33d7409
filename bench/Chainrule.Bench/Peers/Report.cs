using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using static Chainrule.Bench.Peers.Text;

namespace Chainrule.Bench.Peers;

/// <summary>The table as Markdown: figures beside what they are to be.</summary>
internal sealed class Report(Settings settings)
{
    private readonly StringBuilder text = new();

    /// <summary>Final losses further apart than this, relatively, are not the same work. In float32 small differences grow over the
    /// steps.</summary>
    private const double Tolerance = 0.01;

    private bool HasBlas => !settings.Versions.Any(version => version.Contains("reference BLAS", StringComparison.Ordinal));

    public override string ToString() => text.ToString();

    public void AddTitle(string? load, string? loadAtEnd)
    {
        Line($"# {Machine.Processor}");
        Line();
        string day = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Line($"- {day}; {RuntimeInformation.OSDescription}; {Environment.ProcessorCount} processors; {Machine.Vectors}");
        Line($"- {RuntimeInformation.FrameworkDescription}, Chainrule {typeof(Shape).Assembly.GetName().Version?.ToString(3)}");
        foreach (string version in settings.Versions) Line($"- {version}");
        foreach (string missing in settings.Missing)
            Line($"- **{missing} is missing**: no interpreter here can import it, so its figures are left out");
        if (!HasBlas) Line("- **The peers had no optimized BLAS**, so that being faster than them says nothing; see bench/README.md");
        Line($"- data: {settings.Images.Source}");
        if (load is not null)
            Line($"- load average before {load}, after {loadAtEnd}: a quiet machine starts near 0 and ends near the number of threads");
        if (settings.Quick) Line("- **quick**: a few rounds of short turns, not to be quoted");
        Line();
        Line($"Medians of turns taken alternately, with the least and the most in parentheses. Ratios are Chainrule's time to the "
            + $"peer's, the median over the rounds; everyone at the better of {string.Join(" and ", settings.ThreadCounts)} threads.");
        Line();
    }

    public void AddPeak(IReadOnlyList<Score> scores)
    {
        Line("## Multiply-add peak, float32");
        Line();
        Line(Head("threads", "GFLOP/s, best", "median"));
        foreach (Score score in scores) Line(Row($"{score.Threads}", Rate(1 / score.Least), Rate(1 / score.Median)));
        Line();
    }

    public void AddProducts(IReadOnlyList<ProductResult> results)
    {
        Line("## Matrix products, float32, one thread");
        Line();
        Line(Head("rows×inner×columns", "in a linear layer", "Chainrule", "NumPy", "ratio", "GFLOP/s", "NumPy's", "of the peak", "target"));
        foreach ((Product product, Score[] scores) in results)
        {
            Score ours = Best(scores, Contestant.Chainrule)!;
            Score? peer = Best(scores, Contestant.NumPy);
            double rate = product.Flops / ours.Median / 1e9;
            Line(Row(product.Name, product.Formula, Times(ours), Times(peer), Ratio(peer is null ? null : ours.RatioTo(peer)), Rate(rate),
                peer is null ? None : Rate(product.Flops / peer.Median / 1e9), Percent(rate * Best(scores, Contestant.Peak)!.Least),
                peer is null || !HasBlas ? None : Verdict("≤ 1", ours.RatioTo(peer) <= 1) + Differing(scores)));
        }
        Line();
    }

    public void AddTraining(IReadOnlyList<TrainingResult> results)
    {
        Line("## Training steps");
        Line();
        Line(Head("step", "Chainrule", "NumPy", "PyTorch", "to NumPy", "to PyTorch", "GFLOP/s",
            $"of the peak of {settings.ThreadCounts[^1]} threads", "targets"));
        foreach (TrainingResult result in results) Line(TrainingRow(result));
        Line();
        Line(Head("step", "one thread", "two threads", "speed-up", "allocated per step", "targets"));
        foreach (TrainingResult result in results) Line(ThreadsRow(result));
        Line();
    }

    public void AddBeginning(Beginning beginning)
    {
        Line("## Before anything is warm");
        Line();
        Line(Head("what", "time", "target"));
        double start = beginning.ToolFirstStep.Order().ElementAt(beginning.ToolFirstStep.Length / 2);
        Line(Row("published `chainrule train`, from the start of the process to the line that the first training step is done",
            Times(beginning.ToolFirstStep), Verdict("≤ 0.5 s", start <= 0.5)));
        Line(Row("the same process, one step of XOR, to its end with the report written", Times(beginning.ToolOneStep), None));
        Line(Row("published `chainrule train`, 5,000 epochs of XOR, start to end of the process", Times(beginning.ToolEpochs), None));
        Line(Row("`Trainer.Fit`, first 5,000 epochs of XOR in a fresh process, float64", Times(beginning.FitEpochs), None));
        Line(Row("NumPy, the same in a fresh process, imports not counted", Times(beginning.NumPyEpochs), None));
        Line();
    }

    public void AddDetails(IReadOnlyList<TrainingResult> results)
    {
        Line("## All who took part");
        Line();
        Line(Head("step", "who", "threads", "precision", "time", "final loss"));
        foreach ((TrainingTask task, _, Score[] scores, Score[] agreement) in results)
            foreach (Score score in scores.Where(score => score.Name != Contestant.Peak))
            {
                Score same =
                    agreement.First(other => (other.Name, other.Threads, other.Precision) == (score.Name, score.Threads, score.Precision));
                Line(Row(task.Key, score.Name, $"{score.Threads}", score.Precision, Times(score),
                    Number(score.Result) + (same == score ? "" : $"; without dropout {Number(same.Result)}")));
            }
        Line();
    }

    private string TrainingRow(TrainingResult result)
    {
        TrainingTask task = result.Task;
        Score ours = Best(result.Scores, Contestant.Chainrule)!;
        Score? numPy = Best(result.Scores, Contestant.NumPy, ours.Precision), pyTorch = Best(result.Scores, Contestant.PyTorch);
        Score? peak = result.Scores.LastOrDefault(score => score.Name == Contestant.Peak);
        double rate = result.Flops / ours.Median / 1e9, share = peak is null ? 0 : rate * peak.Least;
        List<string> targets = [];
        Compare(numPy, task.NumPy, "NumPy");
        Compare(pyTorch, task.PyTorch, "PyTorch");
        if (task.PeakShare > 0) targets.Add(Verdict($"≥ {Percent(task.PeakShare)} of the peak", share >= task.PeakShare));
        return Row(task.Title, Times(ours), Times(numPy), Times(pyTorch), Ratio(numPy is null ? null : ours.RatioTo(numPy)),
            Ratio(pyTorch is null ? null : ours.RatioTo(pyTorch)),
            peak is null ? None : Rate(rate), peak is null ? None
                : Percent(share), string.Join("; ", targets) + Differing(result.Agreement));

        void Compare(Score? peer, double times, string name)
        {
            if (peer is not null && HasBlas && times > 0)
                targets.Add(Verdict($"≤ 1/{Number(times)} of {name}", ours.RatioTo(peer) <= 1 / times));
        }
    }

    private static string ThreadsRow(TrainingResult result)
    {
        Score[] ours = [.. result.Scores.Where(score => score.Name == Contestant.Chainrule)];
        double? speedUp = ours.Length > 1 ? ours[0].RatioTo(ours[1]) : null, allocated = ours.Max(score => score.AllocatedBytes);
        // Where a step is a whole epoch, the record of the epoch is kept, which takes memory.
        List<string> targets = result.Task.Batch > 0 ? [Verdict("0 bytes", allocated < 1)] : [];
        if (result.Task.SpeedUp > 0 && speedUp is not null)
            targets.Insert(0, Verdict($"≥ {Number(result.Task.SpeedUp)}", speedUp >= result.Task.SpeedUp));
        return Row(result.Task.Title, Times(ours[0]), ours.Length > 1 ? Times(ours[1])
            : None, Ratio(speedUp),
                $"{Number(Math.Round(allocated ?? 0))} bytes{(result.Task.Batch > 0 ? "" : ", with the epoch's record")}",
                string.Join("; ", targets));
    }

    private static Score? Best(Score[] scores, string name, string? precision = null) =>
        scores.Where(score => score.Name == name && (precision is null || score.Precision == precision)).MinBy(score => score.Median);

    /// <summary>A remark where the results of those that work in the same precision are not the same.</summary>
    private static string Differing(Score[] scores)
    {
        double[] results = [.. scores.Where(score => score.Name != Contestant.Peak).Select(score => score.Result)];
        double apart = (results.Max() - results.Min()) / Math.Abs(results[0]);
        return apart <= Tolerance ? "" : $"; **results differ by {Percent(apart)}**";
    }

    private void Line(string line = "") => text.Append(line).Append('\n');
}
