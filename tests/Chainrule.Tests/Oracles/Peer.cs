using System.Diagnostics;

namespace Chainrule.Tests.Oracles;

/// <summary>Programs of others that tests compare with. Where one is missing the test is skipped and says how to get it; the gate has them
/// all.</summary>
internal static class Peer
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(100);

    /// <summary>The folder of the programs that talk to them.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "oracles");

    private static readonly Lazy<string?> python =
        new(() => Candidates().FirstOrDefault(path => TryRun(path, "-c", "import numpy, torch")));

    private static readonly Lazy<string?> node = new(() => TryRun("node", "--version") ? "node" : null);

    /// <summary>A Python that has NumPy and PyTorch.</summary>
    public static string Python
    {
        get
        {
            Assert.SkipWhen(python.Value is null, "Python with NumPy and PyTorch is missing: apt-get install python3-numpy python3-torch.");
            return python.Value!;
        }
    }

    /// <summary>Node.js, with ONNX Runtime beside the programs.</summary>
    public static string Node
    {
        get
        {
            Assert.SkipWhen(node.Value is null, "Node.js is missing.");
            Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node", "node_modules", "onnxruntime-node")),
                "ONNX Runtime is missing: npm ci --ignore-scripts in tests/oracles/node.");
            return node.Value!;
        }
    }

    /// <summary>Runs a program and returns what it printed.</summary>
    public static string Run(string program, params string[] args)
    {
        (int code, string output, string errors) = Finish(program, args);
        Assert.True(code == 0, $"{program} {string.Join(' ', args)} ended with {code}: {errors}");
        return output;
    }

    /// <summary>The Python of the system comes first: Debian's packages are found by that one alone.</summary>
    private static string[] Candidates() => ["/usr/bin/python3", "python3", "python"];

    private static bool TryRun(string program, params string[] args)
    {
        try
        {
            return Finish(program, args).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int Code, string Output, string Errors) Finish(string program, string[] args)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill();
            Assert.Fail($"{program} did not end within {limit}.");
        }
        return (process.ExitCode, output.Result, errors.Result);
    }
}
