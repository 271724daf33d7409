using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Chainrule.Outside.Tests;

/// <summary>The kinds of flowers that there are; none of the last is in the table.</summary>
internal enum Kind
{
    Meadow,
    Marsh,
    Ridge,
    Desert,
}

/// <summary>A row of a table that a program might have.</summary>
internal sealed record Flower(float[] Sizes, string Kind)
{
    public static string[] Columns { get; } = ["sepal_length", "sepal_width", "petal_length", "petal_width"];

    /// <summary>The flowers of the repository.</summary>
    public static Flower[] All { get; } =
        [.. File.ReadLines(Path.Combine(Chainrule.Tests.Repository.Root, "recipes", "data", "flowers.csv")).Skip(1)
            .Select(line => line.Split(','))
            .Select(fields => new Flower([.. fields[..4].Select(field => float.Parse(field, CultureInfo.InvariantCulture))], fields[4]))];

    /// <summary>A network trained on them.</summary>
    public static (Trainer<float> Trainer, DataSplit<float> Data) Train()
    {
        DataSplit<float> data = Dataset.From(All, flower => flower.Sizes, flower => flower.Kind, "flowers", columnNames: Columns)
            .Split(test: 0.2).Scaled(Scaling.Standardize);
        Network<float> network = Network.Build<float>([4], [new Linear(16), new ReLU(), new Linear(3)]);
        Trainer<float> trainer = new(network, new CrossEntropy(), new Adam(0.01)) { Metrics = [new AccuracyMetric()] };
        trainer.Fit(data, new TrainingOptions { Epochs = 30 });
        return (trainer, data);
    }
}

/// <summary>A folder of its own, deleted with all that is there.</summary>
internal sealed class Place : IDisposable
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(10);

    public string Folder { get; } = Directory.CreateTempSubdirectory("chainrule-").FullName;

    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>A new file with these lines.</summary>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>The flowers as a file for another program.</summary>
    public string WriteFlowers() => Write("flowers.json", JsonSerializer.Serialize(Flower.All));

    /// <summary>What <c>dotnet</c> writes, which has to succeed.</summary>
    public string Run(params string[] args)
    {
        ProcessStartInfo start = new("dotnet", args)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> results = process.StandardOutput.ReadToEndAsync(), messages = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill();
            Assert.Fail($"dotnet {string.Join(' ', args)} did not end within {limit}.");
        }
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', args)}: {process.ExitCode}\n{results.Result}{messages.Result}");
        return results.Result;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
