using Chainrule.Lab.Plots;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Studies.Figures;

/// <summary>Samples that are pictures, grey or in colours.</summary>
internal static class Images
{
    /// <summary>Whether inputs are pictures.</summary>
    public static bool Are(RunModel view) => view.InputShape.Rank == 3 && view.InputShape[0] is (1 or 3);

    /// <summary>Samples as tiles, white where the largest value is; pixels above 1 are taken for bytes.</summary>
    public static IReadOnlyList<ImageTile> Tiles(RunModel view, string part, IReadOnlyList<int> indices, Func<int, string?> label)
    {
        int height = view.InputShape[1], width = view.InputShape[2], size = view.InputShape.Size;
        double[] values = view.Inputs(part, indices);
        double low = values.Length == 0 ? 0 : values.Min(), high = values.Length == 0 ? 1 : values.Max();
        return [.. indices.Select((index, i) =>
        {
            float[] pixels = Array.ConvertAll(values[(i * size)..((i + 1) * size)], value => (float)value);
            return new ImageTile(width, height, pixels, label(index)) { Min = low, Max = high > low ? high : low + 1 };
        })];
    }
}
