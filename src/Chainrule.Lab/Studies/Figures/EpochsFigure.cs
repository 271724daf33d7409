using System.ComponentModel;
using Chainrule.Lab.Pages;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>The first and the last epochs of a run as the progress of <c>train</c> shows them: loss and metrics, line by line.</summary>
[Description("The epochs of a run, line by line, as the progress of 'train' shows them.")]
public sealed record EpochsFigure : RunFigure
{
    private const int Most = 20;

    /// <inheritdoc/>
    protected override IEnumerable<Block> Draw(StudyRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string[] measures = [.. Measures.Of(run.Arm.Document.Recipe).Where(measure => run.History.Column(measure) is not null)];
        int epochs = run.History.Epochs.Count;
        int[] shown = [.. Enumerable.Range(1, epochs).Where(epoch => epochs <= Most || epoch <= Most / 2 || epoch > epochs - Most / 2)];
        yield return new Table($"Epoch by epoch, {Which(run)}: loss and metrics as the progress of 'chainrule train' shows them.",
            [Column.Number("epoch"), .. measures.Select(measure => Column.Number(Measures.Words(measure)))],
            [.. shown.Select(epoch => (IReadOnlyList<string>)
                [$"{epoch}/{epochs}", .. measures.Select(measure => Measures.Number(run.History.At(measure, epoch), measure))])]);
    }
}
