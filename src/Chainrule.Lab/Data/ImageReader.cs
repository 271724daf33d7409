using Chainrule.Data;
using Chainrule.Layers;

namespace Chainrule.Lab.Data;

/// <summary>Reads PNG files as inputs of one shape.</summary>
/// <param name="Size">The height and width of the inputs.</param>
/// <param name="Channels">Their planes: 1 or 3.</param>
/// <param name="Resize">What happens to a picture of another size.</param>
internal sealed record ImageReader(Size2d Size, int Channels, Resizing Resize)
{
    /// <summary>What to do about a picture of another size, as a sentence.</summary>
    public string Remedy { get; init; } = "With resize: stretch it would be stretched.";

    /// <summary>The shape of an input.</summary>
    public Shape Shape => [Channels, Size.Height, Size.Width];

    /// <summary>Pictures one after the other, [n, channels, height, width].</summary>
    /// <exception cref="DataException">One cannot be read or has another size, or together they are more than an array can
    /// hold.</exception>
    public byte[] ReadAll(IReadOnlyList<string> files) => ReadAll(files, out _);

    /// <inheritdoc cref="ReadAll(IReadOnlyList{string})"/>
    /// <param name="files">The pictures.</param>
    /// <param name="coloured">The first picture that has colours, and not just three equal planes; null where none has, or colours are
    /// kept.</param>
    public byte[] ReadAll(IReadOnlyList<string> files, out string? coloured)
    {
        if ((long)files.Count * Shape.Size > Array.MaxLength)
            throw new DataException($"{files.Count} pictures of {Shape} are more than one data set can hold; make them smaller with size "
                + "and resize: stretch.", files[0]);
        byte[] inputs = new byte[files.Count * Shape.Size];
        // Each picture has its own place, so that threads change nothing; of several bad ones the first is named.
        DataException?[] problems = new DataException?[files.Count];
        bool[] hasColours = new bool[files.Count];
        Parallel.For(0, files.Count, (i, state) =>
        {
            if (state.ShouldExitCurrentIteration && state.LowestBreakIteration < i) return;
            try
            {
                RasterImage image = Png.Read(files[i]);
                hasColours[i] = Channels == 1 && HasColours(image);
                Fit(image, files[i]).CopyTo(inputs, i * Shape.Size);
            }
            catch (DataException e)
            {
                problems[i] = e;
                state.Break();
            }
        });
        int first = Array.IndexOf(hasColours, true);
        coloured = first < 0 ? null : files[first];
        return problems.FirstOrDefault(problem => problem is not null) is { } worst ? throw worst : inputs;
    }

    private static bool HasColours(RasterImage image)
    {
        if (!image.IsColor) return false;
        ReadOnlySpan<byte> pixels = image.Pixels;
        for (int i = 0; i < pixels.Length; i += image.Channels)
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2]) return true;
        return false;
    }

    private byte[] Fit(RasterImage image, string file)
    {
        if ((image.Height, image.Width) != (Size.Height, Size.Width))
            image = Resize == Resizing.Stretch ? image.OnWhite().Resized(Size.Height, Size.Width)
                : throw new DataException($"the picture has {image.Height}×{image.Width} pixels; expected {Size.Height}×{Size.Width}. "
                    + $"{Remedy}", file);
        return image.Planes(Channels);
    }
}

/// <summary>A class of pictures.</summary>
/// <param name="Name">The name of its folder.</param>
/// <param name="Files">Its pictures, at least one, by name.</param>
internal sealed record ImageClass(string Name, IReadOnlyList<string> Files);

/// <summary>Finds pictures.</summary>
internal static class ImageFolder
{
    private static readonly string[] others = [".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm"];

    /// <summary>The classes of a folder: a folder each. Hidden ones are left aside.</summary>
    /// <exception cref="DataException">There is no such folder, or a class has no pictures.</exception>
    public static IReadOnlyList<ImageClass> Find(string folder) => Guarded(folder, () =>
    {
        if (Pictures(folder).Count > 0)
            throw new DataException("the folder holds pictures itself; expected a folder for each class, which hold the pictures.", folder);
        List<ImageClass> classes = [];
        foreach (string path in Directory.GetDirectories(folder).Where(IsSeen).Order(StringComparer.Ordinal))
        {
            IReadOnlyList<string> files = Pictures(path);
            if (files.Count == 0) throw new DataException("the folder holds no PNG files.", path);
            if (Directory.GetDirectories(path).FirstOrDefault(IsSeen) is { } inner)
                throw new DataException(
                    $"the folder of a class holds another folder, '{Path.GetFileName(inner)}'; expected pictures alone.", path);
            classes.Add(new(Path.GetFileName(path), files));
        }
        return classes;
    });

    /// <summary>The PNG files of a folder, by name.</summary>
    /// <exception cref="DataException">There is no such folder, or it holds pictures of a kind that is not read.</exception>
    public static IReadOnlyList<string> Pictures(string folder) => Guarded(folder, () =>
    {
        string[] files = [.. Directory.GetFiles(folder).Where(IsSeen).Order(StringComparer.Ordinal)];
        if (files.FirstOrDefault(file => others.Contains(Path.GetExtension(file).ToLowerInvariant())) is { } other)
            throw new DataException("pictures of this kind are not read; convert them to PNG.", other);
        return (IReadOnlyList<string>)[.. files.Where(IsPng)];
    });

    /// <summary>Whether a file is a picture by its name.</summary>
    public static bool IsPng(string path) => Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase);

    private static bool IsSeen(string path) => !Path.GetFileName(path).StartsWith('.');

    private static T Guarded<T>(string folder, Func<T> look)
    {
        try
        {
            return look();
        }
        catch (DirectoryNotFoundException e)
        {
            throw new DataException("there is no such folder.", folder, cause: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"the folder cannot be read ({e.Message.TrimEnd('.')}).", folder, cause: e);
        }
    }
}
