using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Arrays in files of the format NPY, NumPy's format for one array. Paths are relative to the recipe's folder.</summary>
[Description("Arrays in NPY files, NumPy's format for one array.")]
public sealed record NpyData : ArrayDataSource
{
    /// <summary>The file with the inputs.</summary>
    [Description("The file with the inputs.")]
    public required string Inputs { get; init; }

    /// <summary>The file with the targets.</summary>
    [Description("The file with the targets.")]
    public required string Targets { get; init; }

    /// <inheritdoc/>
    protected override string Title => Path.GetFileName(Inputs);

    internal override DataSource WithPaths(Func<string, string> change) => this with
    {
        Inputs = change(Inputs),
        Targets = change(Targets),
        TestInputs = TestInputs is null ? null : change(TestInputs),
        TestTargets = TestTargets is null ? null : change(TestTargets),
    };

    /// <inheritdoc/>
    protected override (NdArray Inputs, NdArray Targets, (NdArray Inputs, NdArray Targets)? Test) Read(DataContext context) =>
        (Npy.Read(context.Resolve(Inputs)), Npy.Read(context.Resolve(Targets)),
            TestInputs is null ? null : (Npy.Read(context.Resolve(TestInputs)), Npy.Read(context.Resolve(TestTargets!))));
}
