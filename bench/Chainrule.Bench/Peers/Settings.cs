namespace Chainrule.Bench.Peers;

/// <summary>What the command <c>peers</c> was told, and what it found on this machine.</summary>
internal sealed class Settings
{
    private readonly HashSet<string> versions = [];

    public Settings(string[] args)
    {
        string? interpreter = null, blasFolder = null;
        List<string> rows = [];
        for (int i = 0; i < args.Length; i++)
            switch (args[i])
            {
                case "--quick": Quick = true; break;
                case "--python" when i + 1 < args.Length: interpreter = args[++i]; break;
                case "--blas" when i + 1 < args.Length: blasFolder = Path.GetFullPath(args[++i]); break;
                case "--out" when i + 1 < args.Length: Output = args[++i]; break;
                default:
                    if (!RowKeys.Contains(args[i]))
                        throw new ArgumentException($"'{args[i]}' is no row; there are {string.Join(", ", RowKeys)}.");
                    rows.Add(args[i]);
                    break;
            }
        Rows = rows.Count > 0 ? rows : RowKeys;
        IsComplete = rows.Count == 0 && !Quick;
        Images = new(Environment.GetEnvironmentVariable("CHAINRULE_DATA"));
        NumPy = Python.With("numpy", interpreter, blasFolder);
        PyTorch = Python.With("torch", interpreter, blasFolder);
        ThreadCounts = Environment.ProcessorCount > 1 ? [1, 2] : [1];
        if (blasFolder is not null && !File.Exists(Path.Combine(blasFolder, "libblas.so.3")))
            throw new ArgumentException($"There is no libblas.so.3 in {blasFolder}.");
    }

    public static IReadOnlyList<string> RowKeys { get; } = ["peak", "products", .. TrainingTask.All.Select(task => task.Key), "start"];

    /// <summary>A few rounds of short turns: to see that everything works, not to quote.</summary>
    public bool Quick { get; }

    /// <summary>The rows asked for.</summary>
    public IReadOnlyList<string> Rows { get; }

    /// <summary>Whether the table is one to keep.</summary>
    public bool IsComplete { get; }

    /// <summary>A file to write the table to, whatever it holds.</summary>
    public string? Output { get; }

    public int Rounds => Quick ? 3 : 7;

    public IReadOnlyList<int> ThreadCounts { get; }

    public Images Images { get; }

    public Python? NumPy { get; }

    public Python? PyTorch { get; }

    /// <summary>What the peers said they are.</summary>
    public IEnumerable<string> Versions => versions.Order();

    public IEnumerable<string> Missing => ((string, Python?)[])[("NumPy", NumPy), ("PyTorch", PyTorch)] is var all
        ? all.Where(peer => peer.Item2 is null).Select(peer => peer.Item1) : [];

    public void Remember(IEnumerable<Contestant> contestants) =>
        versions.UnionWith(contestants.OfType<PeerProcess>().Select(peer => peer.Versions));
}
