namespace Chainrule.Lab.Pages;

/// <summary>Text exactly as it is, such as a file or a command.</summary>
/// <param name="Text">The text.</param>
/// <param name="Language">What language it is in, for what colours it.</param>
public sealed record Code(string Text, string Language = "yaml") : Block
{
    /// <summary>The anchor of the text; required for <see cref="Button"/>.</summary>
    public string? Id { get; init; }

    /// <summary>What the button says that copies the text; null for no button.</summary>
    public string? Button { get; init; }
}
