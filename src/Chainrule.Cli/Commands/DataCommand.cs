using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Chainrule.Cli.Terminal;
using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;

namespace Chainrule.Cli.Commands;

/// <summary><c>chainrule data list</c>, <c>data fetch NAME</c>, <c>data show NAME</c>.</summary>
internal static class DataCommand
{
    private const string YourFiles = "your files";

    public static Command Create(Output output) =>
        new("data", "Lists, downloads and shows data sets.") { List(output), Fetch(output), Show(output) };

    private static Command List(Output output)
    {
        Option<string?> directory = CommonOptions.DataDirectory();
        Option<bool> json = CommonOptions.Json();
        Command command = new("list", CommonOptions.WithExample("Lists the data sources that recipes may name, and which files are there.",
            "chainrule data list"))
        { directory, json };
        command.SetAction(parsed =>
        {
            string folder = CommonOptions.FindData(parsed.GetValue(directory));
            IReadOnlyList<DataRow> rows =
                [.. DataCatalog.Kinds.Select(kind => new DataRow(kind.Name, kind.Description, Status(kind.Name, folder)))];
            if (parsed.GetValue(json)) output.Results.WriteLine(JsonSerializer.Serialize(rows, CliJson.Default.DataRows));
            else
                output.Table(["name", "what it is", "status"],
                    rows.Select(row => (IReadOnlyList<string>)[row.Name, row.Description, row.Status]));
            return ExitCode.Success;
        });
        return command;
    }

    private static string Status(string name, string folder)
    {
        if (DataCatalog.Published.FirstOrDefault(data => data.Name == name) is not { } published)
            return name is "idx" or "npy" or "npz" or "csv" or "images" ? YourFiles : "built in";
        IReadOnlyList<PublishedFile> missing = published.MissingIn(folder);
        return missing.Count == 0 ? $"in {published.FolderIn(folder)}" : $"not there: chainrule data fetch {name}";
    }

    private static Command Fetch(Output output)
    {
        Argument<string> name = new("NAME") { Description = "mnist or fashion_mnist." };
        Option<string?> directory = CommonOptions.DataDirectory();
        Command command = new("fetch", CommonOptions.WithExample("Downloads a data set, checks its checksums and keeps it.",
            "chainrule data fetch mnist"))
        { name, directory };
        command.SetAction(async (parsed, cancellation) =>
        {
            PublishedData data = Named(() => DataCatalog.Find(parsed.GetValue(name)!));
            string folder = CommonOptions.FindData(parsed.GetValue(directory));
            using HttpClient client = new();
            string current = "";
            DirectProgress<FetchProgress> progress = new(step =>
            {
                if (step.File == current && !output.IsMessageTerminal) return;
                current = step.File;
                string total = step.Total is { } bytes ? $" of {Output.Count(bytes)}" : "";
                output.Messages.Write(output.IsMessageTerminal
                    ? $"\r{step.File}: {Output.Count(step.Received)}{total} bytes".PadRight(70)
                    : $"{step.File}{Environment.NewLine}");
            });
            IReadOnlyList<string> fetched = await new DataFetch(client).FetchAsync(data, folder, progress, cancellation);
            if (output.IsMessageTerminal) output.Messages.WriteLine();
            output.Results.WriteLine(fetched.Count == 0
                ? $"{data.Name} is complete in {data.FolderIn(folder)}; every checksum is right."
                : $"{data.Name}: {string.Join(", ", fetched)} downloaded to {data.FolderIn(folder)}.");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Show(Output output)
    {
        Argument<string> name = new("NAME") { Description = "A data source as recipes name it, or a recipe whose data to show." };
        Option<int> count = CommonOptions.Number("--count", "How many samples; 6 by default.", 0, 10_000, "a number from 0 to 10000",
            standard: 6);
        Option<string?> directory = CommonOptions.DataDirectory();
        Option<string?> file = new("--output") { Description = "Write the samples to a picture instead: .png or .svg.", HelpName = "FILE" };
        Command command = new("show", CommonOptions.WithExample("Shows what a data set holds, with some samples.",
            "chainrule data show digits", "chainrule data show mnist --count 100 --output mnist.png"))
        { name, count, file, directory };
        command.SetAction(parsed =>
        {
            string what = parsed.GetValue(name)!;
            string? picture = parsed.GetValue(file);
            if (picture is not null) RequirePicture(picture);
            RecipeDocument document = File.Exists(what) ? RecipeReader.Read(what) : Blank(what);
            DataContext context = new()
            {
                Folder = document.Folder,
                DataDirectory = CommonOptions.FindData(parsed.GetValue(directory)),
                Seed = document.Recipe.Seed,
            };
            int samples = parsed.GetValue(count);
            if (picture is null)
            {
                DataSplit<double> data = document.Recipe.Data.Load<double>(context);
                output.Warn(data.Warnings);
                Show(output, data, Math.Min(samples, data.Train.Count));
            }
            else Draw(output, document.Recipe.Data.Load<float>(context).Train, Math.Max(samples, 1), picture);
            return ExitCode.Success;
        });
        return command;
    }

    private static void RequirePicture(string path)
    {
        if (Path.GetExtension(path).ToUpperInvariant() is not (".PNG" or ".SVG"))
            throw new UsageException($"{path} is no file for a picture; expected .png or .svg.");
    }

    private static void Draw(Output output, Dataset<float> data, int count, string path)
    {
        SampleSheet sheet = new(data, count);
        if (Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase)) RunFolder.WriteText(path, sheet.ToSvg());
        else RunFolder.Guarded(path, () => AtomicFile.Write(path, stream => stream.Write(sheet.ToPng())));
        output.Messages.WriteLine($"{Numerals.Amount(Math.Min(count, data.Count), "sample")} written to {path}");
    }

    /// <summary>A recipe around a data source that needs no parameters.</summary>
    private static RecipeDocument Blank(string name)
    {
        Named(() =>
        {
            DataCatalog.RequireKind(name);
            return name;
        });
        if (Status(name, "") == YourFiles)
            throw new UsageException(
                $"'{name}' reads files of yours: show a recipe that names them, as in: chainrule data show recipe.yaml");
        return RecipeReader.Parse($$"""
            name: show
            data: {{name}}
            model: [flatten]
            loss: mean_squared_error
            optimizer: adam
            training: { epochs: 1 }
            """, $"data show {name}");
    }

    /// <summary>Reports an unknown name as a mistake of usage, not of data.</summary>
    private static T Named<T>(Func<T> find)
    {
        try
        {
            return find();
        }
        catch (DataException e)
        {
            throw new UsageException(e.Message, e);
        }
    }

    private static void Show(Output output, DataSplit<double> data, int count)
    {
        Dataset<double> train = data.Train;
        (string, Dataset<double>?)[] parts = [("train", train), ("validation", data.Validation), ("test", data.Test)];
        foreach ((string part, Dataset<double>? samples) in parts)
            if (samples is not null) output.Results.WriteLine($"{part,-12}{Numerals.Amount(samples.Count, "sample")}");
        output.Results.WriteLine($"{"inputs",-12}{train.InputShape}");
        output.Results.WriteLine(train.Classes > 0
            ? $"{"classes",-12}{train.Classes}{(train.ClassNames is { } names ? $": {string.Join(", ", names)}" : "")}"
            : $"{"targets",-12}{train.TargetShape}");
        double[] x = new double[train.InputShape.Size];
        for (int sample = 0; sample < count; sample++)
        {
            train.GatherInputs([sample], x);
            output.Results.WriteLine($"{Environment.NewLine}sample {sample}: {Target(train, sample)}");
            output.Results.Write(train.InputShape.Rank == 3 ? Picture(x, train.InputShape) : Row(x));
        }
    }

    private static string Target(Dataset<double> data, int sample)
    {
        if (data.Classes > 0) return $"class {(data.ClassNames is { } names ? names[data.Label(sample)] : data.Label(sample))}";
        double[] target = new double[data.TargetShape.Size];
        data.GatherTargets([sample], target, target.Length);
        return $"target {Row(target).TrimEnd()}";
    }

    private static string Row(ReadOnlySpan<double> values)
    {
        StringBuilder text = new();
        foreach (double value in values[..Math.Min(16, values.Length)])
            // Seconds, identifiers and the like differ in their last digits.
            text.Append(value.ToString(Math.Abs(value) is >= 1e5 and < 1e15 ? "0.###" : "G5", CultureInfo.InvariantCulture)).Append(' ');
        return text.Append(values.Length > 16 ? "…" : "").ToString().TrimEnd() + Environment.NewLine;
    }

    /// <summary>The first channel in characters, two for each pixel since characters are tall.</summary>
    private static string Picture(ReadOnlySpan<double> pixels, Shape shape)
    {
        const string Shades = " .:-=+*#%@";
        double low = double.MaxValue, high = double.MinValue;
        foreach (double pixel in pixels) (low, high) = (Math.Min(low, pixel), Math.Max(high, pixel));
        StringBuilder text = new();
        for (int row = 0; row < shape[1]; row++)
        {
            for (int column = 0; column < shape[2]; column++)
            {
                double share = high > low ? (pixels[row * shape[2] + column] - low) / (high - low) : 0;
                text.Append(Shades[(int)(share * (Shades.Length - 1) + 0.5)], 2);
            }
            while (text.Length > 0 && text[^1] == ' ') text.Length--;
            text.AppendLine();
        }
        return text.ToString();
    }
}
