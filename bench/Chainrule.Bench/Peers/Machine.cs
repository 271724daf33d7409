using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;

namespace Chainrule.Bench.Peers;

/// <summary>What this machine is.</summary>
internal static partial class Machine
{
    /// <summary>The model of the processor as it calls itself.</summary>
    public static string Processor
    {
        get
        {
            const string information = "/proc/cpuinfo", key = "model name";
            string? line = File.Exists(information)
                ? File.ReadLines(information).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))
                : null;
            return line?.Split(':', 2)[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
                ?? $"{RuntimeInformation.ProcessArchitecture}";
        }
    }

    /// <summary>The processor as a file name: lower case, dashes for everything that is neither letter nor digit.</summary>
    public static string FileName => Other().Replace(Trademark().Replace(Processor, ""), "-").Trim('-').ToLowerInvariant();

    /// <summary>The vectors that .NET uses.</summary>
    public static string Vectors =>
        $"Vector<float> of {32 * Vector<float>.Count} bits, "
        + $"Vector512 {(Vector512.IsHardwareAccelerated ? "accelerated" : "not accelerated")}";

    /// <summary>How busy the machine was over the last minute; null where the system does not say.</summary>
    public static string? Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : null;

    [GeneratedRegex(@"\((R|TM|r|tm)\)")]
    private static partial Regex Trademark();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex Other();
}
