using System.ComponentModel;
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
    : StoredDataSource
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
        if (classes.Count < (ClassNames is null && context.Expected is null ? 2 : 1))
        {
            string held = classes.Count == 0 ? "no folders" : $"one folder, '{classes[0].Name}'";
            throw new DataException($"the folder holds {held}; expected a folder of pictures for each of at least two classes.", folder);
        }
        RasterImage first = Png.Read(classes[0].Files[0]);
        ImageReader reader = new(Size ?? new(first.Height, first.Width), Channels ?? (first.IsColor ? 3 : 1), Resize);
        IReadOnlyList<string> occurring = Names(classes),
            names = ClassNames?.All(occurring, System.IO.Path.GetFileName(folder)) ?? occurring;
        if (context.Expected is { } expected)
        {
            if (expected.Classes == 0) throw new DataException("the run predicts values, but a folder of pictures holds classes.", folder);
            IReadOnlyList<ImageClass> tests = TestPath is null ? [] : ImageFolder.Find(context.Resolve(TestPath));
            names = expected.Number([.. occurring, .. Names(tests)], (_, problem) => new($"{problem}.", folder)).Names;
        }
        string? greyFirst = Channels is null ? classes[0].Files[0] : null;
        Dataset<T> samples = Load(classes, folder, "is none of the class_names");
        return TestPath is null ? Divide(samples) : new(samples, Test: Load(ImageFolder.Find(context.Resolve(TestPath)),
            context.Resolve(TestPath), "is no class of the training part"));

        static string[] Names(IReadOnlyList<ImageClass> classes) => [.. classes.Select(found => found.Name)];

        Dataset<T> Load(IReadOnlyList<ImageClass> classes, string folder, string problem)
        {
            int[] numbers = ClassLabels.Of(Names(classes), names).Numbers;
            if (Array.IndexOf(numbers, -1) is >= 0 and int unknown)
                throw new DataException($"the folder '{classes[unknown].Name}' {problem}, which has {string.Join(", ", names)}.", folder);
            string[] files = [.. classes.SelectMany(found => found.Files)];
            int[] labels = [.. classes.SelectMany((found, i) => Enumerable.Repeat(numbers[i], found.Files.Count))];
            Dataset<T> samples = Dataset.FromBytes<T>(reader.ReadAll(files, out string? coloured), reader.Shape, labels, names.Count,
                System.IO.Path.GetFileName(folder), names);
            return coloured is null || greyFirst is null ? samples : samples.WithWarnings(
                $"'{samples.Name}' holds pictures in colours, the first of which is {Named(coloured)}, but all become grey, since the "
                + $"very first picture, {Named(greyFirst)}, is grey. Write channels: 3 to keep the colours, or channels: 1 where grey "
                + "is meant.");
        }

        static string Named(string file) =>
            $"{System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(file))}/{System.IO.Path.GetFileName(file)}";
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
