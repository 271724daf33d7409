using System.Text;
using Chainrule.Data;
using nietras.SeparatedValues;

namespace Chainrule.Lab.Data;

/// <summary>Reads the rows of a CSV file one after the other: fields in quotes, which may hold line ends, are unpacked, blanks around
/// fields and empty lines are left out.</summary>
internal sealed class CsvRows : IDisposable
{
    /// <summary>What the separator is looked for in.</summary>
    private const int Head = 1 << 16;

    private const string Blanks = " \t";

    private readonly string path;
    private readonly SepReader reader;
    private readonly bool skipsHint;
    private char[] unpacked = [];

    /// <summary>Begins to read.</summary>
    /// <param name="path">What the file is called in messages.</param>
    /// <param name="stream">The file; closed with the reader.</param>
    /// <param name="delimiter">What separates the columns; null looks at the first lines.</param>
    /// <exception cref="DataException">The file is not UTF-8 text, or its first row cannot be read.</exception>
    public CsvRows(string path, Stream stream, char? delimiter)
    {
        this.path = path;
        if (!stream.CanSeek) stream = Copy(stream);
        (Delimiter, skipsHint) = delimiter is { } said ? (said, false) : Separator(stream);
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
        StreamReader text = new(stream, utf8, detectEncodingFromByteOrderMarks: false);
        // Quotes are unpacked here: malformed ones, which Sep leaves as they are, are errors.
        reader = Guarded(() => new Sep(Delimiter).Reader(options => options with
        {
            HasHeader = false,
            DisableColCountCheck = true,
            Unescape = false,
            Trim = SepTrim.None,
        }).From(text));
    }

    /// <summary>What separates the columns.</summary>
    public char Delimiter { get; }

    /// <summary>The line that the row begins in, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The number of fields in the row.</summary>
    public int Count { get; private set; }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="DataException">The file is not UTF-8 text, or a quote is where none can be.</exception>
    public bool Read()
    {
        while (Guarded(reader.MoveNext))
        {
            SepReader.Row row = reader.Current;
            // Of the first row Sep does not know where it begins.
            (Line, Count) = (row.RowIndex == 0 ? 1 : row.LineNumberFrom, row.ColCount);
            if ((Count == 1 && row.Span.Trim(Blanks).IsEmpty) || (Line == 1 && skipsHint)) continue;
            if (row.Span.Contains('"'))
                for (int column = 0; column < Count; column++) _ = this[column];
            return true;
        }
        return false;
    }

    /// <summary>A field of the row, unpacked; valid until the next one is asked for.</summary>
    /// <exception cref="DataException">A quote is where none can be.</exception>
    public ReadOnlySpan<char> this[int column]
    {
        get
        {
            ReadOnlySpan<char> field = reader.Current[column].Span.Trim(Blanks);
            int quote = field.IndexOf('"');
            if (quote < 0) return field;
            if (quote > 0 || field.Length < 2 || field[^1] != '"') throw Malformed();
            field = field[1..^1];
            if (!field.Contains('"')) return field;
            if (unpacked.Length < field.Length) unpacked = new char[field.Length];
            int length = 0;
            for (int i = 0; i < field.Length; i++)
            {
                if (field[i] == '"' && (++i == field.Length || field[i] != '"')) throw Malformed();
                unpacked[length++] = field[i];
            }
            return unpacked.AsSpan(0, length);
        }
    }

    /// <summary>The fields of the row.</summary>
    public string[] ToArray()
    {
        string[] fields = new string[Count];
        for (int column = 0; column < Count; column++) fields[column] = this[column].ToString();
        return fields;
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private DataException Malformed() => new(
        "a quote appears where none can be, or is missing; put the whole field in quotes and double the quotes within.", path, Line);

    private TResult Guarded<TResult>(Func<TResult> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException error)
        {
            throw new DataException("the file is not UTF-8 text; save it as UTF-8.", path, cause: error);
        }
        catch (NotSupportedException error)
        {
            throw new DataException("a row is longer than can be read; perhaps a quote is not closed.", path, Line + 1, cause: error);
        }
    }

    private static MemoryStream Copy(Stream stream)
    {
        MemoryStream copy = new();
        using (stream) stream.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    /// <summary>The separator that the first lines call for: that which most of them hold equally often; or what a first line <c>sep=;</c>
    /// says, as spreadsheets write it.</summary>
    private static (char Separator, bool IsHint) Separator(Stream stream)
    {
        const string Candidates = ",;\t|";
        byte[] bytes = new byte[Math.Min(Head, stream.Length)];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        string text = Encoding.UTF8.GetString(bytes, 0, length).TrimStart('\uFEFF');
        if (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 4 && (text.Length == 5 || text[5] is '\r' or '\n')
            && (text[4] == '\t' || text[4] is > '\u001F' and < '\u007F' and not ('"' or '#')))
            return (text[4], true);
        List<int[]> lines = [new int[Candidates.Length]];
        bool isQuoted = false, isEmpty = true;
        foreach (char letter in text)
        {
            if (letter == '"') isQuoted = !isQuoted;
            if (letter is '\n' or '\r' && !isQuoted)
            {
                if (!isEmpty) lines.Add(new int[Candidates.Length]);
                if (lines.Count > 20) break;
                isEmpty = true;
                continue;
            }
            isEmpty = false;
            if (!isQuoted && Candidates.IndexOf(letter, StringComparison.Ordinal) is >= 0 and int candidate) lines[^1][candidate]++;
        }
        // The last line may be cut off.
        if (lines.Count > 1) lines.RemoveAt(lines.Count - 1);
        int best = Enumerable.Range(0, Candidates.Length).MaxBy(candidate => lines.GroupBy(line => line[candidate])
            .Where(alike => alike.Key > 0).Select(alike => (alike.Count(), alike.Key)).DefaultIfEmpty().Max());
        return (Candidates[best], false);
    }
}
