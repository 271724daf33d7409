namespace Chainrule.Lab.Pages;

/// <summary>Statements with whether they hold.</summary>
/// <param name="Statements">The statements.</param>
public sealed record Verdicts(IReadOnlyList<Statement> Statements) : Block;

/// <summary>A statement that holds or does not.</summary>
/// <param name="Says">The statement.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Numbers">The numbers that show it.</param>
public sealed record Statement(string Says, bool Holds, string Numbers)
{
    /// <summary>Whether it holds, in words.</summary>
    public string Verdict => Holds ? "holds" : "does not hold";
}
