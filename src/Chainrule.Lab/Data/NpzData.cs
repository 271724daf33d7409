using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Arrays in one NPZ file, NumPy's format for several named arrays.</summary>
/// <param name="Path">The file, relative to the recipe's folder.</param>
[Description("Arrays in one NPZ file, NumPy's format for several named arrays.")]
public sealed record NpzData([property: Description("The file, relative to the recipe.")] string Path) : ArrayDataSource
{
    /// <summary>The name of the array of inputs; x by default.</summary>
    [Description("The name of the array of inputs.")]
    public string Inputs { get; init; } = "x";

    /// <summary>The name of the array of targets; y by default.</summary>
    [Description("The name of the array of targets.")]
    public string Targets { get; init; } = "y";

    /// <inheritdoc/>
    protected override string Title => System.IO.Path.GetFileName(Path);

    internal override DataSource WithPaths(Func<string, string> change) => this with { Path = change(Path) };

    /// <inheritdoc/>
    protected override (NdArray Inputs, NdArray Targets, (NdArray Inputs, NdArray Targets)? Test) Read(DataContext context)
    {
        string[] names = TestInputs is null ? [Inputs, Targets] : [Inputs, Targets, TestInputs, TestTargets!];
        IReadOnlyDictionary<string, NdArray> arrays = Npz.Read(context.Resolve(Path), names);
        return (arrays[Inputs], arrays[Targets], TestInputs is null ? null : (arrays[TestInputs], arrays[TestTargets!]));
    }
}
