namespace Chainrule;

/// <summary>A text is not the printed form of a description.</summary>
public sealed class SpecFormatException : FormatException
{
    private const int Shown = 24;

    internal SpecFormatException(string text, int position, string problem) : base($"{Place(text, position)}: {problem}") =>
        (Position, Problem) = (position, problem);

    /// <summary>Where in the text the mistake is: the index of a character, or the length of the text where something is missing at its
    /// end.</summary>
    public int Position { get; }

    /// <summary>What is wrong there and what is expected, without the place.</summary>
    public string Problem { get; }

    private static string Place(string text, int position)
    {
        if (position >= text.Length) return $"at the end of the text, after character {text.Length}";
        string rest = text.Length - position <= Shown ? text[position..] : text[position..(position + Shown)] + "…";
        return $"at character {position + 1}, '{rest.ReplaceLineEndings(" ")}'";
    }
}
