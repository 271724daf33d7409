using System.Numerics;

namespace Chainrule.Data;

/// <summary>A file of a published data set.</summary>
/// <param name="Name">The name of the unpacked file.</param>
/// <param name="Sha256">The SHA-256 of the unpacked file, where one is published.</param>
public sealed record DataFile(string Name, string? Sha256 = null);

/// <summary>Loads labelled images from the four IDX files that MNIST and its successors come in.</summary>
public static class ImageClassification
{
    /// <summary>The files, packed with gzip (<c>.gz</c>) or not: training images and labels, test images and labels.</summary>
    public static IReadOnlyList<DataFile> Files { get; } =
        [new("train-images-idx3-ubyte"), new("train-labels-idx1-ubyte"), new("t10k-images-idx3-ubyte"), new("t10k-labels-idx1-ubyte")];

    /// <summary>Loads the training and the test part. Inputs have the shape <c>[1, height, width]</c> and stay bytes.</summary>
    /// <param name="folder">The folder that holds the four files.</param>
    /// <param name="name">What the data is called in messages and reports.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="classNames">What the classes are called.</param>
    /// <exception cref="DataException">A file is missing (the message says which to put where), damaged, or does not fit the
    /// others.</exception>
    public static DataSplit<T> Load<T>(string folder, string name, int classes = 10, IReadOnlyList<string>? classNames = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] paths = Find(folder, name, Files);
        return new(Part(paths[0], paths[1]), Test: Part(paths[2], paths[3]));

        Dataset<T> Part(string imagePath, string labelPath)
        {
            (NdArray images, NdArray labels) = Read(imagePath, labelPath);
            return Dataset.Create<T>(images, labels, classes, [1, images.Shape[1], images.Shape[2]], name, classNames);
        }
    }

    /// <summary>Loads the training and the test part as one data set, the training part first. Inputs have the shape <c>[1, height,
    /// width]</c> and stay bytes.</summary>
    /// <inheritdoc cref="Load{T}"/>
    public static Dataset<T> LoadJoined<T>(string folder, string name, int classes = 10, IReadOnlyList<string>? classNames = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] paths = Find(folder, name, Files);
        (NdArray images, NdArray labels) = Read(paths[0], paths[1]);
        (NdArray otherImages, NdArray otherLabels) = Read(paths[2], paths[3]);
        if (images.Shape[1] != otherImages.Shape[1] || images.Shape[2] != otherImages.Shape[2])
            throw new DataException($"the pictures are of shape {otherImages.ShapeText}, those of the training part of {images.ShapeText}.",
                paths[2]);
        NdArray all = NdArray.Create<byte>([.. (byte[])images.Data, .. (byte[])otherImages.Data], images.Shape[0] + otherImages.Shape[0],
            images.Shape[1], images.Shape[2]);
        NdArray allLabels = NdArray.Create<byte>([.. (byte[])labels.Data, .. (byte[])otherLabels.Data], labels.Length + otherLabels.Length);
        return Dataset.Create<T>(all, allLabels, classes, [1, images.Shape[1], images.Shape[2]], name, classNames);
    }

    /// <summary>Checks the unpacked files against their published SHA-256.</summary>
    /// <exception cref="DataException">A file is missing or differs.</exception>
    public static void Verify(string folder, string name, IReadOnlyList<DataFile> files)
    {
        string[] paths = Find(folder, name, files);
        for (int i = 0; i < paths.Length; i++)
        {
            string found = ByteSource.Opening(paths[i], stream => ByteSource.Unpacking(stream, paths[i], source => source.Sha256()));
            if (files[i].Sha256 is { } expected && found != expected)
                throw new DataException($"the SHA-256 of the unpacked file is {found}; published is {expected}.", paths[i]);
        }
    }

    /// <summary>The folder of a data set below a folder of data sets, or that folder itself where it has no such folder.</summary>
    internal static string Below(string folder, string name) =>
        Path.Combine(folder, name) is var below && Directory.Exists(below) ? below : folder;

    private static string[] Find(string folder, string name, IReadOnlyList<DataFile> files)
    {
        string?[] paths = [.. files.Select(file => Path.Combine(folder, file.Name))
            .Select(path => File.Exists(path) ? path : File.Exists(path + ".gz") ? path + ".gz" : null)];
        string[] missing = [.. files.Where((_, i) => paths[i] is null).Select(file => file.Name)];
        return missing.Length == 0 ? [.. paths.OfType<string>()] : throw new DataException(
            $"'{name}' is not complete in {Path.GetFullPath(folder)}: put {string.Join(", ", missing)} there, "
            + "each as it is or packed as .gz.");
    }

    private static (NdArray Images, NdArray Labels) Read(string imagePath, string labelPath)
    {
        NdArray images = Idx.Read(imagePath), labels = Idx.Read(labelPath);
        if (images.Shape.Length != 3 || images.ElementType != ElementType.Byte || images.Length == 0)
            throw new DataException(
                $"the file holds {images.ElementType} of shape {images.ShapeText}; expected bytes (images, height, width).", imagePath);
        if (labels.Shape.Length != 1 || labels.ElementType != ElementType.Byte)
            throw new DataException(
                $"the file holds {labels.ElementType} of shape {labels.ShapeText}; expected bytes (labels,).", labelPath);
        return (images, labels);
    }
}
