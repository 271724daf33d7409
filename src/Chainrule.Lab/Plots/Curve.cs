using System.Text;

namespace Chainrule.Lab.Plots;

/// <summary>Lines as path data.</summary>
internal static class Curve
{
    /// <summary>How far beyond the area a point may lie, so that a line towards it keeps its direction and numbers stay small.</summary>
    private const double Far = 10_000;

    /// <summary>What is left between points that cannot be drawn.</summary>
    public static List<(double X, double Y)[]> Pieces(IEnumerable<(double X, double Y)> points)
    {
        List<(double X, double Y)[]> pieces = [];
        List<(double X, double Y)> piece = [];
        foreach ((double x, double y) in points)
        {
            if (!double.IsNaN(x) && !double.IsNaN(y)) piece.Add((Math.Clamp(x, -Far, Far), Math.Clamp(y, -Far, Far)));
            else if (piece.Count > 0)
            {
                pieces.Add([.. piece]);
                piece.Clear();
            }
        }
        if (piece.Count > 0) pieces.Add([.. piece]);
        return pieces;
    }

    /// <summary>The path through the points of each piece.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="thin">Whether points that fall into the same half pixel may be left out but for the first, lowest, highest and
    /// last.</param>
    public static string Path(IEnumerable<(double X, double Y)[]> pieces, bool thin = true)
    {
        StringBuilder path = new();
        foreach ((double X, double Y)[] piece in pieces)
        {
            char command = 'M';
            foreach ((double x, double y) in thin ? Thinned(piece) : piece)
            {
                path.Append(command).Append(Markup.Number(x)).Append(' ').Append(Markup.Number(y));
                command = 'L';
            }
        }
        return path.ToString();
    }

    private static IEnumerable<(double X, double Y)> Thinned((double X, double Y)[] points)
    {
        for (int start = 0, end; start < points.Length; start = end)
        {
            end = start + 1;
            int low = start, high = start;
            while (end < points.Length && Math.Floor(points[end].X * 2) == Math.Floor(points[start].X * 2))
            {
                if (points[end].Y < points[low].Y) low = end;
                if (points[end].Y > points[high].Y) high = end;
                end++;
            }
            foreach (int i in ((int[])[start, Math.Min(low, high), Math.Max(low, high), end - 1]).Distinct()) yield return points[i];
        }
    }
}
