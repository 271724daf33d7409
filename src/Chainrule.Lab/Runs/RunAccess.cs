using Chainrule.Lab.Data;

namespace Chainrule.Lab.Runs;

/// <summary>Where the data of runs is found and kept.</summary>
public sealed record RunAccess
{
    /// <summary>The folder of published data sets.</summary>
    public string DataDirectory { get; init; } = "";

    /// <summary>Keeps loaded data for other runs; nothing is kept by default.</summary>
    public DataCache? Cache { get; init; }
}
