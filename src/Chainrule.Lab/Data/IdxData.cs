using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Arrays in files of the format IDX, the format of MNIST, packed with gzip or not. Paths are relative to the recipe's
/// folder.</summary>
[Description("Arrays in IDX files, the format of MNIST.")]
public sealed record IdxData : ArrayFilesDataSource
{
    /// <inheritdoc/>
    protected override NdArray Read(string path) => Idx.Read(path);
}
