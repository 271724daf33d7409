namespace Chainrule;

/// <summary>The words and signs of a printed description, one after another.</summary>
internal sealed class SpecTokens(string text)
{
    private int position;

    /// <summary>Where the last sign or word began.</summary>
    public int Last { get; private set; }

    /// <summary>Where the next sign or word begins.</summary>
    public int Next
    {
        get
        {
            while (position < text.Length && char.IsWhiteSpace(text[position])) position++;
            return position;
        }
    }

    public bool AtEnd => Next == text.Length;

    public SpecFormatException Problem(string problem) => Problem(Next, problem);

    public SpecFormatException Problem(int at, string problem) => new(text, at, problem);

    public bool Take(char sign)
    {
        if (AtEnd || text[Next] != sign) return false;
        Last = position++;
        return true;
    }

    public void Expect(char sign, string place)
    {
        if (!Take(sign)) throw Problem($"expected '{sign}' {place}.");
    }

    /// <summary>A certain word, where it comes next.</summary>
    public bool Take(string word)
    {
        int start = Next;
        if (Word() == word) return true;
        position = start;
        return false;
    }

    /// <summary>Letters, digits and the signs of numbers and sizes: <c>Linear</c>, <c>-1E-05</c>, <c>3×5</c>; null where there is
    /// none.</summary>
    public string? Word()
    {
        int start = Next;
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] is '_' or '.' or '+' or '-' or '×'))
            position++;
        if (position == start) return null;
        Last = start;
        return text[start..position];
    }

    /// <summary>The name before a colon; null where there is none.</summary>
    public string? Name()
    {
        int start = Next;
        if (Word() is { } name && Take(':')) return name;
        position = start;
        return null;
    }

    /// <summary>A word, or a text with its quotes; null where there is none.</summary>
    public string? Scalar()
    {
        int start = Next;
        if (AtEnd || text[start] != '"') return Word();
        for (position++; position < text.Length && text[position] != '"'; position++)
            if (text[position] == '\\') position++;
        if (position >= text.Length)
        {
            position = text.Length;
            throw Problem(start, "the quote that ends this text is missing.");
        }
        Last = start;
        return text[start..++position];
    }
}
