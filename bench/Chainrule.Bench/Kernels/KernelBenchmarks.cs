using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Chainrule.Bench.Kernels;

/// <summary>The command <c>kernels</c>.</summary>
internal static class KernelBenchmarks
{
    /// <summary>Runs the benchmarks whose full name contains one of the filters, or matches one with asterisks; all where none is
    /// given.</summary>
    public static int Run(string[] args)
    {
        bool quick = args.Contains("--quick");
        string[] filters = [.. args.Where(arg => arg != "--quick").Select(filter => filter.Contains('*') ? filter : $"*{filter}*")];
        // Three short iterations tell what is fast and what is slow, not by how many percent.
        Job job = quick
            ? Job.Default.WithWarmupCount(2).WithIterationCount(3).WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(100))
            : Job.Default;
        IConfig config = DefaultConfig.Instance.AddJob(job).AddColumn(new RateColumn())
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(60))
            .WithBuildTimeout(TimeSpan.FromMinutes(10));
        string[] arguments = ["--filter", .. filters.Length > 0 ? filters : ["*"]];
        Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(KernelBenchmarks).Assembly).Run(arguments, config)];
        return summaries.Length > 0 && summaries.All(summary => summary.Reports.All(report => report.Success)) ? 0 : 1;
    }
}
