using Chainrule.Lab.Doctor;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;
using Chainrule.Layers;

namespace Chainrule.Lab.Reports;

/// <summary>Writes the page of a run, and its findings into the summary.</summary>
public static class RunReporter
{
    private const int MostWeights = 64;

    /// <summary>Writes <c>report.html</c> and, with the findings, <c>summary.json</c>.</summary>
    /// <param name="result">The training.</param>
    /// <param name="diagnosis">What the doctor says of it.</param>
    /// <param name="verification">The same training on other numbers of threads; null where it was not tried.</param>
    /// <returns>The summary with the findings.</returns>
    /// <exception cref="FileWriteException">A file cannot be written.</exception>
    public static RunSummary Write(RunResult result, TrainingDiagnosis diagnosis, Verification? verification = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(diagnosis);
        return result.Folder.Resumable(() =>
        {
            result = result.WithFindings(diagnosis.Findings);
            RunReport report = Report(result) with { Diagnosis = diagnosis, Verification = verification };
            RunFolder.WriteText(result.Folder.Report, report.ToHtml());
            return result.Summary;
        });
    }

    /// <summary>What the page shows, but for the diagnosis.</summary>
    internal static RunReport Report(RunResult result) => new()
    {
        Recipe = result.Recipe,
        RecipeText = result.RecipeText,
        Summary = result.Summary,
        Epochs = result.Epochs,
        Network = result.Model.Network,
        Examination = result.Examination,
        Surface = DecisionSurface.Of(result),
        FirstWeights = FirstWeights(result.Model),
    };

    /// <summary>The weights of the first layer as pictures, where it takes pictures: layers before it have no parameters and keep the size
    /// of their inputs.</summary>
    private static ImageGrid? FirstWeights(RunModel model)
    {
        Shape input = model.InputShape;
        if (!(input.Rank is 2 or 3 && input[^1] > 1 && input[^2] > 1)) return null;
        LayerSummary? first = model.Network.Layers.FirstOrDefault(layer => layer.Parameters > 0 || layer.OutputShape.Size != input.Size);
        (string name, Shape shape) = model.Parameters.FirstOrDefault(parameter => parameter.Name == $"{first?.Path}.weight");
        if (name is null || shape.Rank is not (2 or 4)) return null;
        bool isConvolution = shape.Rank == 4;
        int height = isConvolution ? shape[2] : input[^2], width = isConvolution ? shape[3] : input[^1];
        int units = shape[0], channels = shape.Size / units / (height * width);
        // The three planes of a unit that looks at colours are one picture.
        int planes = channels == 3 && input.Rank == 3 && input[0] == 3 ? 3 : 1, size = planes * height * width;
        int pictures = units * channels / planes, shown = Math.Min(pictures, MostWeights);
        float[] values = Array.ConvertAll(model.Values(name)[..(shown * size)], value => (float)value);
        double most = values.Where(float.IsFinite).Select(value => Math.Abs((double)value)).DefaultIfEmpty(0).Max();
        string share = shown < pictures ? $"{shown} of {Numerals.Count(pictures)}; " : "";
        return new()
        {
            Title = $"Weights of layer {first!.Path}, {first.Layer}",
            Subtitle = $"{share}grey is 0, black is {Numerals.Value(-most, 3)}, "
                + $"{(planes == 3 ? "full red, green and blue are" : "white is")} {Numerals.Value(most, 3)}",
            Columns = 16,
            Tiles = [.. Enumerable.Range(0, shown).Select(i => new ImageTile(width, height, values[(i * size)..((i + 1) * size)],
                pictures == units ? $"{i}" : $"{i / channels}, {i % channels}") { Min = -most, Max = most > 0 ? most : 1 })],
        };
    }
}
