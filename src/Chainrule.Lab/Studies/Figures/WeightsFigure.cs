using System.ComponentModel;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>The weights of the first layer as pictures: one for each unit, or for each filter.</summary>
[Description("The weights of the first layer as pictures, one for each unit or filter.")]
public sealed record WeightsFigure : RunFigure
{
    private const int MostUnits = 64;

    /// <summary>Whether the initial weights are shown, too.</summary>
    [Description("Whether the initial weights are shown in place of the final ones.")]
    public bool Initial { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<Block> Draw(StudyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunModel view = run.Model;
        (int units, int inputs, double[] values) = view.FirstWeights(Initial);
        if (units == 0)
        {
            yield return new Paragraph($"{run.Arm.Label}: no layer has a weight matrix.") { Kind = ParagraphKind.Remark };
            yield break;
        }
        // The three planes of a unit that looks at colours are one picture.
        bool isColor = Images.Are(view) && view.InputShape[0] == 3 && inputs % 3 == 0;
        (int height, int width) = inputs == view.InputShape.Size && Images.Are(view) ? (view.InputShape[1], view.InputShape[2])
            : Math.Sqrt(isColor ? inputs / 3 : inputs) is double side && double.IsInteger(side) ? ((int)side, (int)side) : (1, inputs);
        string when = Initial ? " before the training" : "";
        int shown = Math.Min(units, MostUnits);
        double largest = values.Length == 0 ? 1 : values.Max(Math.Abs);
        yield return new Picture(new ImageGrid
        {
            Title = $"First-layer weights{when}: {Short(run.Arm)}",
            Columns = Math.Min(16, shown),
            Tiles = [.. Enumerable.Range(0, shown).Select(unit =>
            {
                float[] pixels = Array.ConvertAll(values[(unit * inputs)..((unit + 1) * inputs)], value => (float)value);
                return new ImageTile(width, height, pixels, null) { Min = -largest, Max = largest };
            })],
        }, FileName(Initial ? "initial-weights" : "weights", run.Arm.Folder),
            $"The weights of {(shown < units ? $"the first {shown} of {units}" : $"all {units}")} "
                + $"units of the first layer{when}, {Which(run)}: "
            + $"grey is 0, {(width * height < inputs ? "full red, green and blue are" : "white")} the largest weight, black its negative.");
    }
}
