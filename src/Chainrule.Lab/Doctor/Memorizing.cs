using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Doctor;

/// <summary>A network that learned its training samples, but nothing that holds for the samples that it is judged by: there it does no
/// better than guessing.</summary>
internal sealed class Memorizing : Finding
{
    /// <summary>Fewer samples are too few to judge by.</summary>
    public const int FewestSamples = 20;

    public override IReadOnlyList<Type> Explains => [typeof(Overfitting)];

    public override string? Find(TrainingCase training)
    {
        if (training.IsGuessing || training.Judged is not { Samples: >= FewestSamples, IsOneTarget: false } judged) return null;
        // Of classes, a loss below that of guessing shows that something was learned, even where no decision depends on it.
        bool isGuessing = judged.GuessedClass is null
            ? !(judged.Loss < judged.GuessedLoss) : !judged.ClearlyBeatsAccuracy && !judged.BeatsLoss;
        if (!isGuessing) return null;
        Baseline seen = training.Training!;
        return "What the network learned holds for its training samples only. Elsewhere it does "
            + $"{(judged.BeatsAccuracy ? "hardly" : "no")} better than guessing: {Compared(judged)}. "
            + (seen.GuessedClass is null ? $"On the training part its loss is {Number(seen.Loss)}. "
                : $"On the training part {Percent(seen.Accuracy)} are right. ")
            + "Take more data, a smaller network, dropout or weight_decay, and check that both parts are of the same kind: the same "
            + "columns and classes, shuffled before they were split.";
    }
}
