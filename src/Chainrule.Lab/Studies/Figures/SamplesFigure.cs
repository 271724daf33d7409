using System.ComponentModel;
using System.Globalization;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Studies.Report;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>The data: points with two features as a scatter plot, pictures as a grid.</summary>
[Description("The data: points as a scatter plot, pictures as a grid.")]
public sealed record SamplesFigure : RunFigure
{
    /// <summary>The most pictures that are shown.</summary>
    private const int MostImages = 60;

    /// <inheritdoc/>
    protected override IEnumerable<Block> Draw(StudyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunView view = run.View;
        string name = run.Arm.Document.Recipe.Data.GetType().Name, title = $"The data: {Short(run.Arm)}";
        if (view.InputShape.Size == 2 && view.Classes > 0)
            yield return new Picture(Points.Plot(title, view, "train", view.Labels("train")), FileName("samples", run.Arm.Folder),
                string.Create(CultureInfo.InvariantCulture, $"The {view.Count("train")} training points of {run.Arm.Label}, as the network sees them."));
        else if (Images.Are(view))
        {
            int[] indices = [.. Enumerable.Range(0, Math.Min(MostImages, view.Count("train")))];
            IReadOnlyList<int>? labels = view.Classes > 0 ? view.Labels("train") : null;
            yield return new Picture(new ImageGrid
            {
                Title = title,
                Columns = 15,
                Tiles = Images.Tiles(view, "train", indices, index => labels is null ? null : view.ClassName(labels[index])),
            }, FileName("samples", run.Arm.Folder), $"The first {indices.Length} of {view.Count("train").ToString("N0", CultureInfo.InvariantCulture)} training pictures with their classes.");
        }
        else yield return new Paragraph($"{name} holds {view.Count("train").ToString("N0", CultureInfo.InvariantCulture)} training samples of {view.InputShape}.");
    }
}
