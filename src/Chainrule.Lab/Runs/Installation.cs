using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime.Intrinsics;

namespace Chainrule.Lab.Runs;

/// <summary>What runs here: the version of Chainrule, and the instructions that its kernels use.</summary>
public static class Installation
{
    /// <summary>The version of Chainrule.</summary>
    public static string Version { get; } =
        typeof(Installation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The widest vector instructions that kernels use on this machine.</summary>
    public static string InstructionSet { get; } = Widest
        + string.Create(CultureInfo.InvariantCulture, $", {Vector<byte>.Count * 8}-bit vectors");

    private static string Widest => Vector512.IsHardwareAccelerated ? "AVX-512"
        : Vector256.IsHardwareAccelerated ? "AVX2"
        : Vector128.IsHardwareAccelerated ? "128-bit" : "scalar";
}
