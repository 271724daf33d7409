using System.ComponentModel;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Results;

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
        RunModel view = run.Model;
        string name = run.Arm.Document.Recipe.Data.GetType().Name, title = $"The data: {Short(run.Arm)}";
        string count = Numerals.Count(view.Count("train"));
        if (view.InputShape.Size == 2 && view.Classes > 0)
            yield return new Picture(Points.Plot(title, view, "train", view.Labels("train")), FileName("samples", run.Arm.Folder),
                $"The {count} training points of {run.Arm.Label}, as the network sees them.");
        else if (Images.Are(view))
        {
            int[] indices = [.. Enumerable.Range(0, Math.Min(MostImages, view.Count("train")))];
            IReadOnlyList<int>? labels = view.Classes > 0 ? view.Labels("train") : null;
            yield return new Picture(new ImageGrid
            {
                Title = title,
                Columns = 15,
                Tiles = Images.Tiles(view, "train", indices, index => labels is null ? null : view.ClassName(labels[index])),
            }, FileName("samples", run.Arm.Folder), $"The first {indices.Length} of {count} training pictures with their classes.");
        }
        else yield return new Paragraph($"{name} holds {count} training samples of {view.InputShape}.");
    }
}
