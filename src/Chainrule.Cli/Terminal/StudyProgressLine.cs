using System.Diagnostics;
using System.Globalization;
using Chainrule.Lab.Studies;

namespace Chainrule.Cli.Terminal;

/// <summary>Shows a study on standard error: which runs are under way, how many are done, how long the rest will take. On a terminal one
/// line that changes, and a line for each finished run; elsewhere a line every few seconds.</summary>
internal sealed class StudyProgressLine(Output output) : IProgress<StudyProgress>, IDisposable
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5), FinishedInterval = TimeSpan.FromSeconds(1);
    private readonly Stopwatch sinceLine = new();
    private readonly Stopwatch sinceFinished = new();
    private int shown;

    public void Report(StudyProgress value)
    {
        // Where runs finish quickly, only some of them get a line.
        if (value.Finished is { } finished
            && (value.Done == value.Total || !sinceFinished.IsRunning || sinceFinished.Elapsed >= FinishedInterval))
        {
            Clear();
            output.Messages.WriteLine($"{value.Study}  {value.Done}/{value.Total}  {finished}{Left(value)}");
            sinceFinished.Restart();
            sinceLine.Restart();
        }
        else if (output.IsMessageTerminal) Line(Within(value));
        else if (!sinceLine.IsRunning || sinceLine.Elapsed >= LineInterval)
        {
            output.Messages.WriteLine(Within(value));
            sinceLine.Restart();
        }
    }

    public void Dispose() => Clear();

    private static string Within(StudyProgress value)
    {
        string active = string.Join("  |  ", value.Active.Select(run => run.Epochs == 0 ? run.Name
            : string.Create(CultureInfo.InvariantCulture, $"{run.Name}: epoch {run.Epoch}/{run.Epochs}")));
        return $"{value.Study}  {value.Done}/{value.Total} runs{Left(value)}{(active.Length > 0 ? "  |  " + active : "")}";
    }

    private static string Left(StudyProgress value) =>
        value.Remaining is { } left && value.Done < value.Total ? $"  {Output.Duration(left)} left" : "";

    private void Line(string text)
    {
        int room = Math.Max(20, Output.Width - 1);
        if (text.Length > room) text = text[..(room - 1)] + '…';
        output.Messages.Write('\r' + text.PadRight(shown));
        shown = text.Length;
    }

    private void Clear()
    {
        if (shown > 0) output.Messages.Write('\r' + new string(' ', shown) + '\r');
        shown = 0;
    }
}
