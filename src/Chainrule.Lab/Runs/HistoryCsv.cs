using System.Globalization;
using System.Text;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>The history of a training as <c>history.csv</c>: a line for every epoch, empty where nothing was measured.</summary>
public static class HistoryCsv
{
    /// <summary>The file's text.</summary>
    /// <param name="epochs">The epochs, the first one first.</param>
    /// <param name="metrics">The names of the metrics.</param>
    /// <param name="validated">Whether there is a validation part, and so columns for it.</param>
    public static string Write(IReadOnlyList<EpochRecord> epochs, IReadOnlyList<string> metrics, bool validated)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        string[] measures = ["loss", .. metrics];
        StringBuilder text = new("epoch,step,seconds,learning_rate");
        foreach (string part in (string[])(validated ? ["train", "validation"] : ["train"]))
            foreach (string measure in measures) text.Append(',').Append(part).Append('_').Append(measure);
        text.Append('\n');
        foreach (EpochRecord epoch in epochs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.Step},{epoch.Seconds:F3},{epoch.LearningRate:R}");
            Append(epoch.Train);
            if (validated) Append(epoch.Validation);
            text.Append('\n');
        }
        return text.ToString();

        void Append(Scores? scores)
        {
            if (scores is null) text.Append(',', measures.Length);
            else
                foreach (double value in (IEnumerable<double>)[scores.Loss, .. scores.Metrics])
                    text.Append(CultureInfo.InvariantCulture, $",{value:R}");
        }
    }
}
