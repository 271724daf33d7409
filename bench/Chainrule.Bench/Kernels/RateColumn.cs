using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Chainrule.Bench.Kernels;

/// <summary>Floating-point operations per second, where a parameter knows the number of operations.</summary>
public sealed class RateColumn : IColumn
{
    public string Id => nameof(RateColumn);

    public string ColumnName => "GFLOP/s";

    public string Legend => "10⁹ multiplications and additions per second";

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(Knows);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => !Knows(benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        Product? product = benchmarkCase.Parameters.Items.Select(item => item.Value).OfType<Product>().FirstOrDefault();
        double? nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Mean;
        return product is null || nanoseconds is null
            ? "–"
            : (product.Flops / nanoseconds.Value).ToString("F1", CultureInfo.InvariantCulture);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    private static bool Knows(BenchmarkCase benchmarkCase) => benchmarkCase.Parameters.Items.Any(item => item.Value is Product);
}
