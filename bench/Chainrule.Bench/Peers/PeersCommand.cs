namespace Chainrule.Bench.Peers;

/// <summary>The command <c>peers</c>: the same work here and elsewhere, side by side.</summary>
internal static class PeersCommand
{
    public static int Run(string[] args)
    {
        Settings settings;
        try
        {
            settings = new(args);
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
        string? load = Machine.Load;
        Report report = new(settings);
        // First: it builds the tool, and where that fails nothing that took minutes is lost.
        Beginning? beginning = Wanted("start") ? Beginning.Measure(settings) : null;
        Score[]? peak = Wanted("peak")
            ? Contest.Hold("peak", [.. settings.ThreadCounts.Select(threads => new MultiplyAddPeak(threads))], settings.Rounds) : null;
        ProductResult[] products = Wanted("products") ? [.. Product.All.Select(product => ProductContest.Hold(product, settings))] : [];
        TrainingResult[] training =
            [.. TrainingTask.All.Where(task => Wanted(task.Key)).Select(task => TrainingContest.Hold(task, settings))];

        report.AddTitle(load, Machine.Load);
        if (peak is not null) report.AddPeak(peak);
        if (products.Length > 0) report.AddProducts(products);
        if (training.Length > 0) report.AddTraining(training);
        if (beginning is not null) report.AddBeginning(beginning);
        if (training.Length > 0) report.AddDetails(training);
        Console.Write(report);
        string? path =
            settings.Output ?? (settings.IsComplete ? Path.Combine(Repository.Root, "bench", "results", Machine.FileName + ".md") : null);
        if (path is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, report.ToString());
            Console.Error.WriteLine($"written to {path}");
        }
        return 0;

        bool Wanted(string row) => settings.Rows.Contains(row);
    }
}
