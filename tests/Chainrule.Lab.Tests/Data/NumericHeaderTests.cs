using System.Globalization;
using Chainrule.Data;
using Chainrule.Lab.Data;

namespace Chainrule.Lab.Tests.Data;

/// <summary>Headers that are numbers.</summary>
public class NumericHeaderTests
{
    [Theory]
    [InlineData("2023,2024,2025\n1,2,3.5\n2,3,5.5\n4,1,5.25\n")]
    [InlineData("0,1,2,3\n5.1,3.5,1.4,0.2\n4.9,3.0,1.4,0.2\n4.7,3.2,1.3,0.2\n")]
    [InlineData("0,1,2,3,4\n5.1,3.5,1.4,0.2,0\n4.9,3.1,1.4,0.2,1\n4.7,3.2,1.3,0.2,2\n")]
    [InlineData("0,1,2,3,4,5,6,7,8\n0,0,5,13,9,1,0,0,0\n0,0,0,12,13,5,0,0,1\n0,0,0,4,15,12,0,0,2\n")]
    [InlineData("1990,1995,2005\n3,4,5.5\n2,3,5.25\n1,2,4\n")]
    public void Names_that_are_numbers_above_other_numbers_are_noticed(string text)
    {
        string warning = Assert.Single(Warnings(text));
        Assert.Contains(") is read as a sample, but looks like names of columns; say header: true", warning, StringComparison.Ordinal);
        Assert.Empty(Warnings(text, new CsvData("t.csv") { Header = true }));
        Assert.Empty(Warnings(text, new CsvData("t.csv") { Header = false, Task = LearningTask.Regression }));
    }

    [Theory]
    [InlineData("0,1\n0.1,0.995\n0.2,0.98\n0.3,0.955\n")]
    [InlineData("1,2,3\n2,3,4\n3,4,5\n4,5,6\n")]
    [InlineData("1,2,3\n3,1,2\n2,2,1\n3,3,3\n")]
    [InlineData("2020,1,7.5\n2021,2,8.5\n2022,3,9.5\n2023,4,10.5\n")]
    [InlineData("1000,20\n1,2\n2,1\n3,3\n")]
    public void Values_are_not_taken_for_names(string text) => Assert.Empty(Warnings(text));

    [Fact]
    public void Ordinary_tables_of_numbers_give_no_alarm()
    {
        Random random = new(7);
        for (int i = 0; i < 20_000; i++)
        {
            int width = 2 + random.Next(10), rows = 2 + random.Next(30);
            Func<double>[] columns = [.. Enumerable.Range(0, width).Select(_ => Kind(random))];
            string text = string.Join('\n', Enumerable.Range(0, rows)
                .Select(_ => string.Join(',', columns.Select(next => next().ToString("R", CultureInfo.InvariantCulture))))) + "\n";
            Assert.True(Warnings(text, new CsvData("t.csv") { Task = LearningTask.Regression }).Count == 0, text);
        }
    }

    /// <summary>What columns of numbers hold: shares, measurements, counts, grades, years, times, codes, prices.</summary>
    private static Func<double> Kind(Random random)
    {
        double offset = random.Next(100);
        int step = 0;
        return random.Next(9) switch
        {
            0 => random.NextDouble,
            1 => () => Math.Round(offset + 10 * random.NextDouble(), 1),
            2 => () => random.Next(10),
            3 => () => random.Next(2),
            4 => () => 1950 + random.Next(70),
            5 => () => step++,
            6 => () => 1_700_000_000 + 5 * step++,
            7 => () => Math.Round(Math.Exp(5 * random.NextDouble()), 2),
            _ => () => random.Next(1_000_000),
        };
    }

    private static IReadOnlyList<string> Warnings(string text, CsvData? source = null) =>
        TableMatchTests.Read(source ?? new("t.csv"), text, null, hasTarget: true).Warnings;
}
