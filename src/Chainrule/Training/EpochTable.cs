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

    /// <summary>The table of some epochs with this many metrics.</summary>
    public static SafeTensor Write(IReadOnlyList<EpochRecord> epochs, int metrics)
    {
        double[] rows = [.. epochs.SelectMany(epoch => Row(epoch, metrics))];
        return new SafeTensor(Name, "F64", [epochs.Count, Columns(metrics)], MemoryMarshal.AsBytes<double>(rows).ToArray());
    }

    /// <summary>The epochs of a table; null where it does not have this many.</summary>
    /// <param name="table">The table.</param>
    /// <param name="epochs">The number of epochs.</param>
    /// <param name="names">The names of the metrics.</param>
    public static IEnumerable<EpochRecord>? Read(SafeTensor table, int epochs, IReadOnlyList<string> names)
    {
        int columns = Columns(names.Count);
        // The number of epochs is only believed where the file has the rows for it.
        return table.Data.Length == (long)epochs * columns * sizeof(double)
            ? MemoryMarshal.Cast<byte, double>(table.Data.Span).ToArray().Chunk(columns)
                .Select(row => Epoch(row, names)) : null;
    }

    private static int Columns(int metrics) => Leading + 2 * (metrics + 1);

    private static double[] Row(EpochRecord epoch, int metrics) =>
    [
        epoch.Epoch, epoch.Step, epoch.Seconds, epoch.LearningRate, epoch.Validation is null ? 0 : 1,
        epoch.Train.Loss, .. epoch.Train.Metrics,
        .. epoch.Validation is { } validation ? [validation.Loss, .. validation.Metrics] : new double[metrics + 1],
    ];

    private static EpochRecord Epoch(double[] row, IReadOnlyList<string> names)
    {
        int validation = Leading + (row.Length - Leading) / 2;
        return new EpochRecord
        {
            Epoch = (int)row[0],
            Step = (long)row[1],
            Seconds = row[2],
            LearningRate = row[3],
            Train = new Scores(row[Leading], row[(Leading + 1)..validation]) { Names = names },
            Validation = row[4] == 0 ? null : new Scores(row[validation], row[(validation + 1)..]) { Names = names },
        };
    }
}
