using System.Diagnostics;
using System.Globalization;
using System.Text;
using Chainrule.Lab.Recipes;
using Chainrule.Training;

namespace Chainrule.Cli.Terminal;

/// <summary>Shows a training on standard error: on a terminal a bar that moves, and a line for each epoch; elsewhere only the lines.
/// Where epochs finish quickly, only some of them get a line.</summary>
internal sealed class ProgressLine(Output output, Recipe recipe) : IProgress<TrainingProgress>, IDisposable
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);
    private const int Width = 20, FewEpochs = 100;
    private readonly Stopwatch sinceLine = Stopwatch.StartNew();
    private int shown;

    public void Report(TrainingProgress value)
    {
        if (value.Completed is { } epoch)
        {
            bool isLast = epoch.Epoch == value.Epochs;
            if (value.Epochs <= FewEpochs || isLast || sinceLine.Elapsed >= LineInterval) Line(epoch, value);
        }
        else if (output.IsMessageTerminal) Bar(value);
        else if (sinceLine.Elapsed >= 5 * LineInterval) LineWithin(value);
    }

    public void Dispose() => Clear();

    private void Line(EpochRecord epoch, TrainingProgress progress)
    {
        StringBuilder text = new(string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(Digits(progress.Epochs))}/{progress.Epochs}"));
        Append("", epoch.Train);
        if (epoch.Validation is not null) Append("  | validation", epoch.Validation);
        text.Append(CultureInfo.InvariantCulture, $"  | {Output.Count((long)progress.SamplesPerSecond)} samples/s");
        if (epoch.Epoch < progress.Epochs) text.Append(CultureInfo.InvariantCulture, $"  {Output.Duration(progress.Remaining)} left");
        Clear();
        output.Messages.WriteLine(text);
        sinceLine.Restart();

        void Append(string label, Scores scores)
        {
            text.Append(CultureInfo.InvariantCulture, $"{label}  loss {Output.Score(scores.Loss)}");
            for (int i = 0; i < scores.Metrics.Count; i++)
                text.Append(CultureInfo.InvariantCulture, $"  {recipe.Metrics[i].Name} {Output.Score(scores.Metrics[i])}");
        }
    }

    private void LineWithin(TrainingProgress value)
    {
        output.Messages.WriteLine(Within(value));
        sinceLine.Restart();
    }

    private void Bar(TrainingProgress value)
    {
        int done = (int)((long)Width * value.Batch / Math.Max(1, value.Batches));
        string text = $"{new string('█', done)}{new string('░', Width - done)} {Within(value)}";
        int room = Math.Max(20, Output.Width - 1);
        if (text.Length > room) text = text[..room];
        output.Messages.Write('\r' + text.PadRight(shown));
        shown = text.Length;
    }

    private string Within(TrainingProgress value)
    {
        StringBuilder text = new(string.Create(CultureInfo.InvariantCulture,
            $"epoch {value.Epoch}/{value.Epochs}  batch {Output.Count(value.Batch)}/{Output.Count(value.Batches)}  " +
            $"{Output.Duration(value.Remaining)} left  | loss {Output.Score(value.Loss)}"));
        for (int i = 0; i < value.Metrics.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"  {recipe.Metrics[i].Name} {Output.Score(value.Metrics[i])}");
        return text.Append(CultureInfo.InvariantCulture, $"  | {Output.Count((long)value.SamplesPerSecond)} samples/s").ToString();
    }

    private void Clear()
    {
        if (shown > 0) output.Messages.Write('\r' + new string(' ', shown) + '\r');
        shown = 0;
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
