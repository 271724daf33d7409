using System.Diagnostics;
using System.Text.Json;

namespace Chainrule.Bench.Peers;

/// <summary>A peer: a Python script that does a job once for every line that it reads.</summary>
internal sealed class PeerProcess : Contestant
{
    private readonly Process process;

    public PeerProcess(Python python, string name, string script, Job job, int threads, string precision = Single)
        : base(name, threads, precision)
    {
        ProcessStartInfo start =
            new(python.Interpreter, [Path.Combine(Repository.Root, "bench", "peers", script), job.Folder, $"{threads}", precision])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
        foreach (string variable in (ReadOnlySpan<string>)["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"])
            start.Environment[variable] = $"{threads}";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        if (python.BlasFolder is { } folder)
            start.Environment["LD_LIBRARY_PATH"] = folder + Path.PathSeparator + Environment.GetEnvironmentVariable("LD_LIBRARY_PATH");
        process = Process.Start(start)!;
        JsonElement introduction = Read();
        string?[] said = [.. ((string[])["versions", "blas", "python"]).Select(name => introduction.GetProperty(name).GetString())];
        Versions = $"{said[0]}, {said[1]}, Python {said[2]}";
    }

    /// <summary>What it is and what it computes with.</summary>
    public string Versions { get; }

    public override Turn Take()
    {
        process.StandardInput.WriteLine("turn");
        process.StandardInput.Flush();
        JsonElement turn = Read();
        return new(turn.GetProperty("seconds").GetDouble(), turn.GetProperty("loss").GetDouble());
    }

    public override void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        base.Dispose();
    }

    private JsonElement Read() => process.StandardOutput.ReadLine() is { } line
        ? JsonDocument.Parse(line).RootElement
        : throw new InvalidOperationException($"{this} ended; what it said is above.");
}

/// <summary>A Python interpreter that can import a package.</summary>
/// <param name="Interpreter">The command.</param>
/// <param name="BlasFolder">A folder with a <c>libblas.so.3</c> to take instead of the system's.</param>
internal sealed record Python(string Interpreter, string? BlasFolder)
{
    /// <summary>The first of some interpreters that imports the package; null where none does.</summary>
    public static Python? With(string package, string? interpreter, string? blasFolder)
    {
        string[] candidates = interpreter is null ? ["python3", "/usr/bin/python3", "python"] : [interpreter];
        foreach (string candidate in candidates)
            try
            {
                using Process process =
                    Process.Start(new ProcessStartInfo(candidate, ["-c", $"import {package}"]) { RedirectStandardError = true })!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0) return new(candidate, blasFolder);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such interpreter; the next one may be there.
            }
        return null;
    }
}
