namespace Chainrule;

/// <summary>Finds the name that somebody probably meant.</summary>
public static class DidYouMean
{
    /// <summary>The name with the fewest edits (letters added, left out, changed, or two swapped) from what was written; or one that
    /// begins so; null where all are far away. Case and '-' or '_' do not count.</summary>
    public static string? To(string written, IEnumerable<string> names)
    {
        if (written.Length > 64) return null;
        string plain = Plain(written);
        (string? best, int distance) = (null, 1 + Math.Max(1, plain.Length / 3));
        foreach (string name in names)
            if (Distance(plain, Plain(name)) is int edits && edits < distance) (best, distance) = (name, edits);
        return best ?? (plain.Length < 3 ? null : names.FirstOrDefault(name => Plain(name).StartsWith(plain, StringComparison.Ordinal)));
    }

    /// <summary>The end of a message: <c>; did you mean 'linear'? Valid: …</c></summary>
    public static string Remedy(string written, string what, IReadOnlyCollection<string> names)
    {
        string guess = To(written, names) is { } nearest ? $"; did you mean '{nearest}'?" : ".";
        return names.Count == 0 ? $"; there are no {what} to be used here." : $"{guess} Valid {what}: {string.Join(", ", names)}.";
    }

    private static string Plain(string name) => name.ToLowerInvariant()
        .Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private static int Distance(string a, string b)
    {
        int[,] edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    edits[i, j] = i + j;
                    continue;
                }
                int change = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(change, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        return edits[a.Length, b.Length];
    }
}
