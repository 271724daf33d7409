using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chainrule.Cli;

/// <summary>The tool's second program, for processors with AVX-512, beside the one that runs.</summary>
/// <remarks>Code that is compiled ahead of time cannot choose vectors of 512 bits at run time, unlike code that is compiled at run time. So
/// the tool's publication has two programs, and the first becomes the second: same process, same streams, same arguments.</remarks>
internal static partial class WiderVectors
{
    private static readonly string[] needed = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];

    /// <summary>Continues as the program for AVX-512 where there is one and the processor has it; otherwise returns.</summary>
    /// <param name="args">The tool's arguments.</param>
    public static void StartProgram(string[] args)
    {
        if (RuntimeFeature.IsDynamicCodeSupported || Vector512.IsHardwareAccelerated || !OperatingSystem.IsLinux()) return;
        string program = Environment.ProcessPath + "-avx512";
        // The runtime's own switch for its compiler at run time.
        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX512") == "0") return;
        if (!File.Exists(program) || !Suit(File.ReadLines("/proc/cpuinfo"))) return;
        // Returns only where it fails; then this program does the work.
        _ = Execute(program, [program, .. args, null]);
    }

    /// <summary>Whether a processor has what the program needs, and .NET would use 512 bits on it: not where they slow down its
    /// clock.</summary>
    /// <param name="lines">What Linux says about processors; the first is looked at.</param>
    public static bool Suit(IEnumerable<string> lines)
    {
        bool isIntel = false;
        int family = 0, model = 0;
        foreach (string line in lines)
        {
            if (line.Split(':') is not [string key, string value]) continue;
            switch (key.Trim())
            {
                case "vendor_id":
                    isIntel = value.Trim() == "GenuineIntel";
                    break;
                case "cpu family":
                    _ = int.TryParse(value, CultureInfo.InvariantCulture, out family);
                    break;
                case "model":
                    _ = int.TryParse(value, CultureInfo.InvariantCulture, out model);
                    break;
                case "flags":
                    // Skylake, Cascade Lake and Cooper Lake; Cannon Lake.
                    return !(isIntel && family == 6 && (model is 0x55 or 0x66)) && needed.All(value.Split(' ').Contains);
                default:
                    break;
            }
        }
        return false;
    }

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);
}
