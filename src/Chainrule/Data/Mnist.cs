using System.Numerics;

namespace Chainrule.Data;

/// <summary>MNIST: 60,000 + 10,000 handwritten digits of 28×28 pixels.</summary>
/// <remarks>Source: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", Proceedings of the IEEE
/// 86(11), 1998.</remarks>
public static class Mnist
{
    /// <summary>The files with the SHA-256 of their unpacked content.</summary>
    public static IReadOnlyList<DataFile> Files { get; } =
    [
        new("train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        new("train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        new("t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        new("t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ];

    /// <summary>The training and the test part: inputs of shape <c>[1, 28, 28]</c>, labels from 0 to 9.</summary>
    /// <param name="folder">A folder with a folder <c>mnist</c> that holds the four files, or with the files themselves.</param>
    /// <exception cref="DataException">A file is missing (the message says which to put where), damaged, or does not fit the
    /// others.</exception>
    public static DataSplit<T> Load<T>(string folder) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ImageClassification.Load<T>(ImageClassification.Below(folder, "mnist"), "mnist");

    /// <summary>All 70,000 images as one data set, those of the training part first.</summary>
    /// <inheritdoc cref="Load{T}"/>
    public static Dataset<T> LoadJoined<T>(string folder) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ImageClassification.LoadJoined<T>(ImageClassification.Below(folder, "mnist"), "mnist");

    /// <summary>Checks the unpacked files against their published SHA-256.</summary>
    /// <exception cref="DataException">A file is missing or differs.</exception>
    public static void Verify(string folder) => ImageClassification.Verify(ImageClassification.Below(folder, "mnist"), "mnist", Files);
}
