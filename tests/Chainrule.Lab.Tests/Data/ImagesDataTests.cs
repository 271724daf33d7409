using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Lab.Plots;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Tests.Recipes;

namespace Chainrule.Lab.Tests.Data;

public sealed class ImagesDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_folder_is_a_class_and_names_give_the_order()
    {
        Grey("set/dog/b.png", 2, 2, 20);
        Grey("set/dog/a.PNG", 2, 2, 10);
        Grey("set/cat/1.png", 2, 2, 30);
        Grey("set/.hidden/x.png", 9, 9, 1);
        folder.Write("set/cat/.DS_Store", "x");
        folder.Write("set/cat/notes.txt", "x");
        Dataset<float> data = new ImagesData("set").Load<float>(folder.Context).Train;
        Assert.Equal([1, 2, 2], data.InputShape);
        Assert.Equal(["cat", "dog"], data.ClassNames!);
        Assert.Equal([0, 1, 1], Enumerable.Range(0, 3).Select(data.Label));
        Assert.Equal([30, 31, 32, 33, 10, 11, 12, 13, 20, 21, 22, 23], Inputs(data));
    }

    [Fact]
    public void Colours_stay_planes_or_become_grey_and_unit_divides_by_255()
    {
        Color("set/a/1.png");
        Color("set/b/1.png");
        ImagesData source = new("set");
        Assert.Equal([3, 1, 2], source.Load<float>(folder.Context).Train.InputShape);
        Assert.Equal([255, 0, 0, 255, 0, 51], Inputs(source.Load<float>(folder.Context).Train).Take(6));
        ImagesData grey = source with { Channels = 1, Scale = Scaling.Unit };
        Assert.Equal([76 / 255f, 156 / 255f], Inputs(grey.Load<float>(folder.Context).Train).Take(2));
        Assert.Equal("ImagesData(\"set\", channels: 2): Channels is 2; expected 1 (grey) or 3 (colours).",
            Assert.Throws<SpecException>(() => (source with { Channels = 2 }).Validate()).Message);
    }

    [Fact]
    public void Colours_after_a_first_picture_that_is_grey_are_a_warning()
    {
        Grey("set/a/1.png", 1, 2, 7);
        folder.Write("set/a/2.png", PngImage.Encode(2, 1, 3, [5, 5, 5, 9, 9, 9]));
        Color("set/b/2.png");
        Color("set/b/3.png");
        ImagesData source = new("set");
        DataSplit<float> data = source.Load<float>(folder.Context);
        Assert.Equal([1, 1, 2], data.Train.InputShape);
        Assert.Equal("'set' holds pictures in colours, the first of which is b/2.png, but all become grey, since the very first picture, "
            + "a/1.png, is grey. Write channels: 3 to keep the colours, or channels: 1 where grey is meant.",
            Assert.Single(data.Warnings));
        foreach (int channels in (int[])[1, 3])
            Assert.Empty((source with { Channels = channels }).Load<float>(folder.Context).Warnings);
        // Grey that is stored as three equal planes is grey.
        File.Delete(folder["set/b/2.png"]);
        File.Copy(folder["set/a/2.png"], folder["set/b/3.png"], overwrite: true);
        Assert.Empty(source.Load<float>(folder.Context).Warnings);
        // A test part with colours alone.
        Color("probe/b/1.png");
        Assert.Contains("'probe' holds pictures in colours, the first of which is b/1.png",
            Assert.Single((source with { TestPath = "probe" }).Load<float>(folder.Context).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_another_size_are_refused_or_stretched()
    {
        Grey("set/a/1.png", 4, 4, 0);
        Grey("set/b/1.png", 2, 8, 0);
        ImagesData source = new("set");
        Assert.Contains("1.png: the picture has 2×8 pixels; expected 4×4. With resize: stretch it would be stretched.",
            Refused(source), StringComparison.Ordinal);
        Assert.Equal([1, 4, 4], (source with { Resize = Resizing.Stretch }).Load<float>(folder.Context).Train.InputShape);
        Dataset<float> sized = (source with { Resize = Resizing.Stretch, Size = (1, 2) }).Load<float>(folder.Context).Train;
        Assert.Equal([1, 1, 2], sized.InputShape);
        Assert.All(Inputs(sized), value => Assert.InRange(value, 0, 15));
    }

    /// <summary>tests/oracles/pictures.py has Pillow put the white under the picture and stretch it then; the other way round differs by
    /// more than 20.</summary>
    [Theory]
    [InlineData("smaller")]
    [InlineData("larger")]
    public void A_transparent_picture_is_stretched_as_it_is_seen_on_white_as_Pillow_does(string name)
    {
        RasterImage expected = Png.Read(Golden($"resized_white_{name}"));
        foreach (string label in (string[])["a", "b"]) folder.Write($"set/{label}/1.png", File.ReadAllBytes(Golden("resized_alpha_from")));
        ImagesData source = new("set") { Resize = Resizing.Stretch, Size = (expected.Height, expected.Width), Channels = 3 };
        float[] inputs = Inputs(source.Load<float>(folder.Context).Train);
        byte[] planes = expected.Planes(3);
        // Pillow rounds once more, between rows and columns.
        Assert.All(Enumerable.Range(0, planes.Length), i => Assert.InRange(inputs[i] - planes[i], -1, 1));

        RasterImage late = Png.Read(Golden("resized_alpha_from")).Resized(expected.Height, expected.Width).OnWhite();
        Assert.True(Enumerable.Range(0, planes.Length).Max(i => Math.Abs(late.Pixels[i] - expected.Pixels[i])) > 20);

        static string Golden(string file) =>
            Path.Combine(Path.GetDirectoryName(Samples.Folder)!, "tests", "Chainrule.Tests", "Data", "Golden", "png", file + ".png");
    }

    [Fact]
    public void A_folder_of_its_own_is_the_test_part()
    {
        foreach (string name in (string[])["set/a/1.png", "set/b/1.png", "set/b/2.png", "probe/b/9.png"]) Grey(name, 2, 3, 5);
        DataSplit<float> data = new ImagesData("set") { TestPath = "probe" }.Load<float>(folder.Context);
        Assert.Equal((3, 1), (data.Train.Count, data.Test!.Count));
        Assert.Equal(1, data.Test.Label(0));
        Grey("probe/c/1.png", 2, 3, 5);
        Assert.Contains("the folder 'c' is no class of the training part, which has a, b.",
            Refused(new ImagesData("set") { TestPath = "probe" }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_folder_of_classes_is_named()
    {
        Assert.Contains("there is no such folder", Refused(new("none")), StringComparison.Ordinal);
        Grey("one/a/1.png", 2, 2, 0);
        Assert.Contains("one folder, 'a'", Refused(new("one")), StringComparison.Ordinal);
        Assert.Contains("the folder holds pictures itself", Refused(new("one/a")), StringComparison.Ordinal);
        Directory.CreateDirectory(folder["one/b"]);
        Assert.Contains("b: the folder holds no PNG files", Refused(new("one")), StringComparison.Ordinal);
        folder.Write("one/b/x.jpg", "x");
        Assert.Contains("x.jpg: pictures of this kind are not read; convert them to PNG.", Refused(new("one")), StringComparison.Ordinal);
        File.Delete(folder["one/b/x.jpg"]);
        Grey("one/b/inner/1.png", 2, 2, 0);
        Grey("one/b/1.png", 2, 2, 0);
        Assert.Contains("holds another folder, 'inner'", Refused(new("one")), StringComparison.Ordinal);
        Directory.Delete(folder["one/b/inner"], recursive: true);
        folder.Write("one/b/2.png", "no picture");
        folder.Write("one/b/3.png", "no picture");
        Assert.Contains("2.png: this is no PNG file", Refused(new("one")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_names_it_with_its_folder_alone()
    {
        RecipeDocument document = RecipeReader.Parse("name: p\ndata: { images: pictures }\nmodel: [flatten, linear: 2]\n"
            + "loss: cross_entropy\noptimizer: adam\ntraining: { epochs: 1 }\n", "p.yaml");
        ImagesData images = Assert.IsType<ImagesData>(document.Recipe.Data);
        Assert.Equal(("pictures", Resizing.Reject, null), (images.Path, images.Resize, images.Channels));
    }

    public void Dispose() => folder.Dispose();

    private string Refused(ImagesData source) => Assert.Throws<DataException>(() => source.Load<float>(folder.Context)).Message;

    private static float[] Inputs(Dataset<float> data)
    {
        float[] inputs = new float[data.Count * data.InputShape.Size];
        data.GatherInputs([.. Enumerable.Range(0, data.Count)], inputs);
        return inputs;
    }

    private void Grey(string name, int height, int width, byte first) =>
        folder.Write(name, PngImage.Encode(width, height, 1, [.. Enumerable.Range(first, height * width).Select(value => (byte)value)]));

    private void Color(string name) => folder.Write(name, PngImage.Encode(2, 1, 3, [255, 0, 0, 0, 255, 51]));
}
