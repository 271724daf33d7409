using Chainrule.Data;
using Chainrule.Losses;

namespace Chainrule.Training;

/// <summary>Data, network and loss do not fit together, and what would mend it.</summary>
/// <param name="Problem">What does not fit, without a point at the end.</param>
/// <param name="Remedies">Changes of which each one mends it, the likeliest first.</param>
public sealed record Misfit(string Problem, IReadOnlyList<Remedy> Remedies)
{
    /// <summary>The problem and the remedies as a sentence.</summary>
    public override string ToString() =>
        Remedies.Count == 0 ? $"{Problem}." : $"{Problem}; {string.Join(", or ", Remedies)}.";
}

/// <summary>What to change so that data, network and loss fit together; of several changes, all are needed.</summary>
public sealed record Remedy
{
    /// <summary>What the targets have to be; null where that stays.</summary>
    public LearningTask? Task { get; init; }

    /// <summary>The number of classes that the data has to have, with those that do not occur; null where that stays.</summary>
    public int? Classes { get; init; }

    /// <summary>The loss to train with; null where that stays.</summary>
    public Loss? Loss { get; init; }

    /// <summary>The outputs that the network's last layer has to have; null where that stays.</summary>
    public int? Outputs { get; init; }

    /// <summary>The changes in words.</summary>
    public override string ToString() => string.Join(" and ", ((string?[])
    [
        Task switch
        {
            LearningTask.Classes => "make the targets classes (task: LearningTask.Classes, or labels from 0 of type int)",
            LearningTask.Regression => "make the targets values (task: LearningTask.Regression, or values of a floating-point type)",
            _ => null,
        },
        Classes is { } classes ? $"say that there are {classes} classes (WithClasses({classes}))" : null,
        Loss is { } loss ? $"train with {loss}" : null,
        Outputs is { } outputs ? $"let its last layer have {outputs}" : null,
    ]).OfType<string>());
}
