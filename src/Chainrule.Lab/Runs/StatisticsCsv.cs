using System.Globalization;
using System.Text;
using System.Text.Json;
using Chainrule.Inspection;

namespace Chainrule.Lab.Runs;

/// <summary>The statistics of a training as <c>statistics.csv</c>: a line for every number.</summary>
internal static class StatisticsCsv
{
    private const string Header = "step,of,statistic,value";

    private static readonly Dictionary<Statistic, string> Names = Enum.GetValues<Statistic>()
        .ToDictionary(statistic => statistic, statistic => JsonNamingPolicy.SnakeCaseLower.ConvertName(statistic.ToString()));

    private static readonly Dictionary<string, Statistic> Statistics = Names.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The file's text.</summary>
    public static string Write(IEnumerable<Measurement> measurements)
    {
        StringBuilder text = new(Header + "\n");
        foreach (Measurement row in measurements)
            text.Append(CultureInfo.InvariantCulture, $"{row.Step},{row.Of},{Names[row.Statistic]},{row.Value:R}\n");
        return text.ToString();
    }

    /// <summary>Reads a file; none where it is not there. What cannot be read is left out: a training must not fail for what is only looked
    /// at.</summary>
    public static IReadOnlyList<Measurement> Read(string path)
    {
        if (!File.Exists(path)) return [];
        List<Measurement> measurements = [];
        foreach (string line in RunFolder.ReadText(path).Split('\n').Skip(1))
        {
            string[] cells = line.Split(',');
            if (cells.Length == 4 && long.TryParse(cells[0], CultureInfo.InvariantCulture, out long step)
                && Statistics.TryGetValue(cells[2], out Statistic statistic)
                && double.TryParse(cells[3], CultureInfo.InvariantCulture, out double value))
                measurements.Add(new(step, cells[1], statistic, value));
        }
        return measurements;
    }
}
