using System.Globalization;

namespace Chainrule.Data;

/// <summary>What a <c>.npy</c> file says of its elements: a Python dictionary such as
/// <c>{'descr': '&lt;f8', 'fortran_order': False, 'shape': (3, 4), }</c>.</summary>
internal sealed record NpyHeader(ElementType Type, bool LittleEndian, bool FortranOrder, int[] Shape)
{
    private const int HighestRank = 64;

    /// <summary>The header as NumPy writes it, without padding.</summary>
    public string Text => $"{{'descr': '{Code(Type)}', 'fortran_order': False, 'shape': {NdArray.Text(Shape)}, }}";

    /// <summary>Reads the dictionary.</summary>
    /// <exception cref="FormatException">It is malformed or describes no array that can be read.</exception>
    public static NpyHeader Parse(string text)
    {
        Cursor cursor = new(text);
        string? descr = null;
        bool? fortranOrder = null;
        int[]? shape = null;
        cursor.Expect('{');
        while (!cursor.Accept('}'))
        {
            string key = cursor.String();
            cursor.Expect(':');
            switch (key)
            {
                case "descr" when descr is null: descr = cursor.Description(); break;
                case "fortran_order" when fortranOrder is null: fortranOrder = cursor.Boolean(); break;
                case "shape" when shape is null: shape = cursor.Tuple(); break;
                default: throw cursor.Fault($"the key '{key}'", "'descr', 'fortran_order' and 'shape', once each");
            }
            if (!cursor.Accept(','))
            {
                cursor.Expect('}');
                break;
            }
        }
        cursor.ExpectEnd();
        if (descr is null || fortranOrder is null || shape is null) throw cursor.Fault("the end", "'descr', 'fortran_order' and 'shape'");
        return new(TypeOf(descr), descr[0] != '>', fortranOrder.Value, shape);
    }

    private static string Code(ElementType type) => type switch
    {
        ElementType.Boolean => "|b1",
        ElementType.SByte => "|i1",
        ElementType.Byte => "|u1",
        ElementType.Int16 => "<i2",
        ElementType.UInt16 => "<u2",
        ElementType.Int32 => "<i4",
        ElementType.UInt32 => "<u4",
        ElementType.Int64 => "<i8",
        ElementType.UInt64 => "<u8",
        ElementType.Half => "<f2",
        ElementType.Single => "<f4",
        _ => "<f8",
    };

    private static ElementType TypeOf(string descr)
    {
        if (descr.Length > 1 && "<>=|".Contains(descr[0]))
            foreach (ElementType type in Enum.GetValues<ElementType>())
                if (descr.AsSpan(1).SequenceEqual(Code(type).AsSpan(1))) return type;
        throw new FormatException(descr.Contains('O')
            ? $"the elements are Python objects ('{descr}'), which are not read; save an array of numbers"
            : $"the element type '{descr}' is not read; expected b1, i1, u1, i2, u2, i4, u4, i8, u8, f2, f4 or f8");
    }

    /// <summary>A position in the text of the dictionary.</summary>
    private struct Cursor(string text)
    {
        private int position;

        public bool Accept(char expected)
        {
            SkipSpace();
            if (position == text.Length || text[position] != expected) return false;
            position++;
            return true;
        }

        public void Expect(char expected)
        {
            if (!Accept(expected)) throw Fault(Found(), $"'{expected}'");
        }

        public void ExpectEnd()
        {
            SkipSpace();
            if (position < text.Length) throw Fault(Found(), "nothing more");
        }

        public string String()
        {
            char quote = Accept('\'') ? '\'' : Accept('"') ? '"' : throw Fault(Found(), "a quoted text");
            int start = position, end = text.IndexOf(quote, start);
            if (end < 0) throw Fault("no closing quote", $"{quote}");
            position = end + 1;
            return text[start..end];
        }

        public string Description() =>
            Accept('[') ? throw new FormatException("the elements are records of several fields, which are not read; save an array of "
                + "numbers") : String();

        public bool Boolean()
        {
            string word = Word(char.IsAsciiLetter);
            return word switch
            {
                "True" => true,
                "False" => false,
                _ => throw Fault(word.Length > 0 ? $"'{word}'" : Found(), "True or False")
            };
        }

        public int[] Tuple()
        {
            List<int> extents = [];
            Expect('(');
            while (!Accept(')'))
            {
                string digits = Word(char.IsAsciiDigit);
                if (digits.Length == 0) throw Fault(Found(), "an extent of 0 or more");
                if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int extent))
                    throw Fault($"an extent of {(digits.Length > 20 ? digits[..20] + "…" : digits)}", $"at most {int.MaxValue}");
                if (extents.Count == HighestRank) throw Fault("one more extent", $"at most {HighestRank}");
                extents.Add(extent);
                Accept('L');
                if (!Accept(','))
                {
                    Expect(')');
                    break;
                }
            }
            return [.. extents];
        }

        public readonly FormatException Fault(string found, string expected) =>
            new($"the header has {found} at its character {position}; expected {expected}");

        private readonly string Found() => position < text.Length ? $"'{text[position]}'" : "its end";

        private string Word(Func<char, bool> belongs)
        {
            SkipSpace();
            int start = position;
            while (position < text.Length && belongs(text[position])) position++;
            return text[start..position];
        }

        private void SkipSpace()
        {
            while (position < text.Length && text[position] is ' ' or '\n' or '\t' or '\r') position++;
        }
    }
}
