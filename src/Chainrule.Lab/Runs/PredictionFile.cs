using System.Globalization;
using System.Text;
using Chainrule.Data;
using Chainrule.Lab.Data;

namespace Chainrule.Lab.Runs;

/// <summary>Files of pictures to predict, and of predictions.</summary>
public static class PredictionFile
{
    /// <summary>The pictures that paths name: PNG files, and folders of them. Null where a path is of another kind.</summary>
    /// <exception cref="DataException">A folder holds no pictures, or pictures are mixed with samples of another kind.</exception>
    public static IReadOnlyList<string>? FindPictures(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        bool[] isPicture = [.. paths.Select(path => Directory.Exists(path) || ImageFolder.IsPng(path))];
        if (!isPicture.Contains(true)) return null;
        if (isPicture.Contains(false))
            throw new DataException("this is no picture; give either pictures or one file of samples.",
                paths[Array.IndexOf(isPicture, false)]);
        List<string> files = [];
        foreach (string path in paths)
        {
            IReadOnlyList<string> found = Directory.Exists(path) ? ImageFolder.Pictures(path) : [path];
            files.AddRange(found.Count > 0 ? found : throw new DataException("the folder holds no PNG files.", path));
        }
        return files;
    }

    /// <summary>Checks that predictions can be written to a file of this kind.</summary>
    /// <exception cref="RunFolderException">They cannot.</exception>
    public static void RequireKind(string path)
    {
        if (Path.GetExtension(path).ToUpperInvariant() is not (".NPY" or ".CSV"))
            throw new RunFolderException($"{path} is no file for predictions; expected .npy or .csv.");
    }

    /// <summary>Writes predictions: the outputs as a float64 array to <c>.npy</c>, or file, class and outputs as a table to
    /// <c>.csv</c>.</summary>
    /// <exception cref="RunFolderException">The file is to be of another kind.</exception>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void Write(Predictions predictions, string path)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        RequireKind(path);
        if (Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase))
            RunFolder.Guarded(path, () =>
                Npy.Write(path, NdArray.Create(predictions.Outputs, predictions.Count, predictions.Columns.Count)));
        else
            RunFolder.WriteText(path, ToCsv(predictions));
    }

    /// <summary>The predictions as a CSV table.</summary>
    public static string ToCsv(Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        int width = predictions.Columns.Count;
        StringBuilder text = new();
        if (predictions.Files is not null) text.Append("file,");
        if (predictions.Classes is not null) text.Append("class,");
        text.AppendJoin(',', predictions.Columns.Select(Quoted)).Append('\n');
        for (int sample = 0; sample < predictions.Count; sample++)
        {
            if (predictions.Files is { } files) text.Append(Quoted(files[sample])).Append(',');
            if (predictions.Classes is { } classes) text.Append(Quoted(classes[sample])).Append(',');
            IEnumerable<double> outputs = predictions.Outputs[(sample * width)..((sample + 1) * width)];
            text.AppendJoin(',', outputs.Select(value => value.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }
        return text.ToString();
    }

    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\n\r") < 0
        ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
