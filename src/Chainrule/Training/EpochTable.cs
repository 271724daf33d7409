using System.Runtime.InteropServices;
using Chainrule.Interchange;

namespace Chainrule.Training;

/// <summary>Epochs as a table of doubles: epoch, step, seconds, learning rate, 1 or 0 for whether it was validated, then the loss and the
/// metrics of the training part and those of the validation part, which are 0 where it was not validated.</summary>
internal static class EpochTable
{
    public const string Name = "epochs";

    /// <summary>The columns before the scores.</summary>
    private const int Leading = 5;

    /// <summary>The table of some epochs with this many scores of each part.</summary>
    public static SafeTensor Write(IReadOnlyList<EpochRecord> epochs, int scores)
    {
        double[] rows = [.. epochs.SelectMany(epoch => Row(epoch, scores))];
        return new SafeTensor(Name, "F64", [epochs.Count, Columns(scores)], MemoryMarshal.AsBytes<double>(rows).ToArray());
    }

    /// <summary>The epochs of a table; null where it does not have this many.</summary>
    public static IEnumerable<EpochRecord>? Read(SafeTensor table, int epochs, int scores)
    {
        int columns = Columns(scores);
        // The number of epochs is only believed where the file has the rows for it.
        return table.Data.Length == (long)epochs * columns * sizeof(double)
            ? MemoryMarshal.Cast<byte, double>(table.Data.Span).ToArray().Chunk(columns).Select(Epoch) : null;
    }

    private static int Columns(int scores) => Leading + 2 * scores;

    private static double[] Row(EpochRecord epoch, int scores) =>
    [
        epoch.Epoch, epoch.Step, epoch.Seconds, epoch.LearningRate, epoch.Validation is null ? 0 : 1,
        epoch.Train.Loss, .. epoch.Train.Metrics,
        .. epoch.Validation is { } validation ? [validation.Loss, .. validation.Metrics] : new double[scores],
    ];

    private static EpochRecord Epoch(double[] row)
    {
        int validation = Leading + (row.Length - Leading) / 2;
        return new EpochRecord
        {
            Epoch = (int)row[0],
            Step = (long)row[1],
            Seconds = row[2],
            LearningRate = row[3],
            Train = new Scores(row[Leading], row[(Leading + 1)..validation]),
            Validation = row[4] == 0 ? null : new Scores(row[validation], row[(validation + 1)..]),
        };
    }
}
