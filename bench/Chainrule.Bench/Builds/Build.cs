using System.Diagnostics;
using System.Globalization;
using Chainrule.Bench.Peers;

namespace Chainrule.Bench.Builds;

/// <summary>A folder with the repository in some version, built with <c>dotnet build -c Release</c>; or a program that takes the turns of
/// this version, compiled ahead of time.</summary>
internal sealed record Build(string Name, string Folder)
{
    private const string Output = "bin/Release/net10.0";

    /// <summary>Whether it is a single program, which has no tool.</summary>
    public bool IsProgram => File.Exists(Folder);

    /// <summary>The command that takes turns.</summary>
    public string[] Bench => IsProgram ? [Folder] : ["dotnet", BenchFile];

    private string BenchFile => Path.Combine(Folder, "bench/Chainrule.Bench", Output, "Chainrule.Bench.dll");

    public string Tool => Path.Combine(Folder, "src/Chainrule.Cli", Output, "Chainrule.Cli.dll");

    /// <summary>What is missing of it; null where nothing is.</summary>
    public string? Missing => IsProgram ? null : ((string[])[BenchFile, Tool]).FirstOrDefault(file => !File.Exists(file));
}

/// <summary>A build that takes its turns in a process of its own.</summary>
internal sealed class BuildProcess : Contestant
{
    private readonly Process process;

    public BuildProcess(Build build, string row, int threads, double share) : base(build.Name, threads)
    {
        string[] arguments = [.. build.Bench[1..], TurnsCommand.Name, row, $"{threads}", share.ToString(CultureInfo.InvariantCulture)];
        ProcessStartInfo start = new(build.Bench[0], arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        process = Process.Start(start)!;
        // An empty line says that it is warm.
        Read();
    }

    public override Turn Take()
    {
        process.StandardInput.WriteLine("turn");
        process.StandardInput.Flush();
        double[] answer = [.. Read().Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        return new(answer[0], answer[1]);
    }

    public override void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        base.Dispose();
    }

    private string Read() =>
        process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The bench program of the {Name} build ended; its message is above.");
}

/// <summary>The tool of a build, from the start of its process to its end, with one step of XOR between.</summary>
internal sealed class ToolStart(Build build) : Contestant(build.Name, 1)
{
    public override Turn Take()
    {
        string folder = Directory.CreateTempSubdirectory("chainrule-bench-").FullName;
        try
        {
            string[] arguments = [build.Tool, "train", Path.Combine(build.Folder, "recipes", "xor.yaml"), "--quiet",
                "--set", "training.epochs=1", "--out", Path.Combine(folder, "run")];
            long start = Stopwatch.GetTimestamp();
            using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return process.ExitCode == 0
                ? new(seconds, 0)
                : throw new InvalidOperationException($"{build.Tool} train ended with {process.ExitCode}.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
