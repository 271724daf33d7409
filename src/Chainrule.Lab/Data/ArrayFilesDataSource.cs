using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>A source of arrays in files of their own. Paths are relative to the recipe's folder.</summary>
public abstract record ArrayFilesDataSource : ArrayDataSource
{
    /// <summary>The file with the inputs.</summary>
    [Description("The file with the inputs.")]
    public required string Inputs { get; init; }

    /// <summary>The file with the targets.</summary>
    [Description("The file with the targets.")]
    public required string Targets { get; init; }

    /// <inheritdoc/>
    protected override string Title => Path.GetFileName(Inputs);

    /// <inheritdoc/>
    public override DataSource WithPaths(Func<string, string> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with
        {
            Inputs = change(Inputs),
            Targets = change(Targets),
            TestInputs = TestInputs is null ? null : change(TestInputs),
            TestTargets = TestTargets is null ? null : change(TestTargets),
        };
    }

    /// <inheritdoc/>
    protected sealed override (NdArray Inputs, NdArray Targets, (NdArray Inputs, NdArray Targets)? Test) Read(DataContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return (At(Inputs), At(Targets), TestInputs is null ? null : (At(TestInputs), At(TestTargets!)));

        NdArray At(string path) => Read(context.Resolve(path));
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">It is missing or damaged.</exception>
    protected abstract NdArray Read(string path);
}
