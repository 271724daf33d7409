using System.Numerics;

namespace Chainrule.Data;

/// <summary>Fashion-MNIST: 60,000 + 10,000 pictures of clothing of 28×28 pixels, in files named as those of MNIST.</summary>
/// <remarks>Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms",
/// arXiv:1708.07747, 2017.</remarks>
public static class FashionMnist
{
    /// <summary>What the ten classes are called.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>The training and the test part: inputs of shape <c>[1, 28, 28]</c>, labels from 0 to 9.</summary>
    /// <param name="folder">A folder with a folder <c>fashion_mnist</c> that holds the four files, or with the files themselves.</param>
    /// <exception cref="DataException">A file is missing (the message says which to put where), damaged, or does not fit the
    /// others.</exception>
    public static DataSplit<T> Load<T>(string folder) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ImageClassification.Load<T>(ImageClassification.Below(folder, "fashion_mnist"), "fashion_mnist", classNames: ClassNames);
}
