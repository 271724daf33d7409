using System.Globalization;
using System.Runtime.CompilerServices;

namespace Chainrule.Lab.Pages;

/// <summary>Words, some of them emphasised. An interpolated string is one: <c>new Paragraph($"The {Text.Strong("loss")} was {loss}.")</c>;
/// what its braces hold is text and never markup, and numbers are written the same in every culture.</summary>
[InterpolatedStringHandler]
public sealed class Text
{
    private readonly List<Piece> pieces = [];

    /// <summary>Called by the compiler.</summary>
    public Text(int literalLength, int formattedCount) => _ = (literalLength, formattedCount);

    /// <summary>The words in order.</summary>
    public IReadOnlyList<Piece> Pieces => pieces;

    /// <summary>Plain words.</summary>
    public static implicit operator Text(string words) => FromString(words);

    /// <summary>Plain words.</summary>
    public static Text FromString(string words)
    {
        Text text = new(0, 0);
        text.AppendLiteral(words);
        return text;
    }

    /// <summary>Words that matter most.</summary>
    public static Piece Strong(string words) => new(words, Emphasis.Strong);

    /// <summary>Words to be typed or found as they are.</summary>
    public static Piece Code(string words) => new(words, Emphasis.Code);

    /// <summary>Words spoken by a program.</summary>
    public void AppendLiteral(string literal) => pieces.Add(new(literal, Emphasis.None));

    /// <summary>Plain words.</summary>
    public void AppendFormatted(string? value) => AppendLiteral(value ?? "");

    /// <summary>Emphasised words.</summary>
    public void AppendFormatted(Piece value) => pieces.Add(value);

    /// <summary>A number, or what else has a printed form.</summary>
    public void AppendFormatted<T>(T value, string? format = null) =>
        AppendLiteral((value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString()) ?? "");

    /// <summary>The words without emphasis.</summary>
    public override string ToString() => string.Concat(pieces.Select(piece => piece.Words));
}

/// <summary>Words that look alike.</summary>
/// <param name="Words">The words.</param>
/// <param name="Emphasis">How they stand out.</param>
public sealed record Piece(string Words, Emphasis Emphasis);

/// <summary>How words stand out.</summary>
public enum Emphasis
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>They matter most.</summary>
    Strong,

    /// <summary>They are to be typed or found as they are.</summary>
    Code,

    /// <summary>A state that is good.</summary>
    Good,

    /// <summary>A state that is bad.</summary>
    Bad,

    /// <summary>A state that is neither.</summary>
    Open,
}
