using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Arrays in files of the format NPY, NumPy's format for one array. Paths are relative to the recipe's folder.</summary>
[Description("Arrays in NPY files, NumPy's format for one array.")]
public sealed record NpyData : ArrayFilesDataSource
{
    /// <inheritdoc/>
    protected override NdArray Read(string path) => Npy.Read(path);
}
