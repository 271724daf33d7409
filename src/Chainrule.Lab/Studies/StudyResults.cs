using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies;

/// <summary>A study that has been run.</summary>
/// <param name="Document">The study.</param>
/// <param name="Quick">Whether with fewer repeats and epochs.</param>
/// <param name="Folder">Where the results are.</param>
/// <param name="Parts">The parts in their order.</param>
public sealed record StudyResults(StudyDocument Document, bool Quick, string Folder, IReadOnlyList<PartResults> Parts);
