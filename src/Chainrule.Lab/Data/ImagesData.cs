using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Data;
using Chainrule.Layers;

namespace Chainrule.Lab.Data;

/// <summary>Pictures in PNG files, in a folder for each class. Classes and pictures are taken in the ordinal order of their
/// names.</summary>
/// <param name="Path">The folder of the classes' folders, relative to the recipe's.</param>
[Description("Pictures in PNG files, in a folder for each class.")]
public sealed record ImagesData(
    [property: Description("The folder that holds a folder of pictures for each class, relative to the recipe.")] string Path)
    : UndividedDataSource
{
    /// <summary>A folder like <see cref="Path"/> with pictures to test with; none by default.</summary>
    [Description("A folder like it with pictures to test with, where there is one.")]
    public string? TestPath { get; init; }

    /// <summary>The height and width of the inputs; that of the first picture by default.</summary>
    [Description("Height and width of the inputs in pixels: n or [h, w]; those of the first picture by default.")]
    public Size2d? Size { get; init; }

    /// <summary>The planes of an input: 1 for grey or 3 for red, green and blue; what the first picture has by default.</summary>
    [Description("1 for grey, 3 for red, green and blue; by default what the first picture has. Colours may become grey, and transparent "
        + "pixels are seen on white."), Bounds(From = 1, To = 3)]
    public int? Channels { get; init; }

    /// <summary>What happens to a picture of another size.</summary>
    [Description("What happens to pictures of another size: they are an error, or are stretched.")]
    public Resizing Resize { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override Resizing OtherSizes => Resize;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool HasTest => TestPath is not null || base.HasTest;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Channels == 2) throw new SpecException(this, "channels", "is 2; expected 1 (grey) or 3 (colours)");
        if (TestPath is not null && Test > 0) throw new SpecException(this, "test", "excludes test_path; say only one of them");
    }

    /// <inheritdoc/>
    public override DataSource WithPaths(Func<string, string> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Path = change(Path), TestPath = TestPath is null ? null : change(TestPath) };
    }

    /// <inheritdoc/>
    protected override DataSplit<T> LoadParts<T>(DataContext context)
    {
        string folder = context.Resolve(Path);
        IReadOnlyList<ImageClass> classes = ImageFolder.Find(folder);
        if (classes.Count < 2)
        {
            string held = classes.Count == 0 ? "no folders" : $"one folder, '{classes[0].Name}'";
            throw new DataException($"the folder holds {held}; expected a folder of pictures for each of at least two classes.", folder);
        }
        RasterImage first = Png.Read(classes[0].Files[0]);
        ImageReader reader = new(Size ?? new(first.Height, first.Width), Channels ?? (first.IsColor ? 3 : 1), Resize);
        string[] names = [.. classes.Select(found => found.Name)];
        Dataset<T> samples = Load<T>(reader, classes, names, folder);
        return TestPath is null ? Divide(samples)
            : new(samples, Test: Load<T>(reader, ImageFolder.Find(context.Resolve(TestPath)), names, context.Resolve(TestPath)));
    }

    private static Dataset<T> Load<T>(ImageReader reader, IReadOnlyList<ImageClass> classes, string[] names, string folder)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ImageClass found in classes)
            if (!names.Contains(found.Name))
                throw new DataException(
                    $"the folder '{found.Name}' is no class of the training part, which has {string.Join(", ", names)}.", folder);
        string[] files = [.. classes.SelectMany(found => found.Files)];
        int[] labels = [.. classes.SelectMany(found => Enumerable.Repeat(Array.IndexOf(names, found.Name), found.Files.Count))];
        return Dataset.FromBytes<T>(reader.ReadAll(files), reader.Shape, labels, names.Length, System.IO.Path.GetFileName(folder), names);
    }
}

/// <summary>What happens to pictures that have another size than the network's inputs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Resizing>))]
public enum Resizing
{
    /// <summary>They are an error.</summary>
    [JsonStringEnumMemberName("reject")] Reject,
    /// <summary>They are stretched, each new pixel a weighted mean of those near its place.</summary>
    [JsonStringEnumMemberName("stretch")] Stretch,
}
