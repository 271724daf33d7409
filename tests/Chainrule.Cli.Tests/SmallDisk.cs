using System.ComponentModel;
using System.Diagnostics;

namespace Chainrule.Cli.Tests;

/// <summary>A file system with little room, in a namespace of its own: no other process sees it, and it is gone when the shell
/// ends.</summary>
internal static class SmallDisk
{
    private const int NotMounted = 99;

    /// <summary>The tool as a shell calls it.</summary>
    public static string Tool => string.Join(' ', Workplace.Tool.Select(word => $"'{word}'"));

    /// <summary>Starts a shell script where a folder of the workplace is the small disk.</summary>
    public static Process Start(Workplace place, string size, string folder, string script)
    {
        Process shell = new()
        {
            StartInfo = new("unshare", ["--mount", "--map-root-user", "sh", "-c",
                $"mount -t tmpfs -o size={size} tmpfs {folder} || exit {NotMounted}; {script}"])
            {
                WorkingDirectory = place.Folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            },
        };
        shell.StartInfo.Environment.Remove("CHAINRULE_DATA");
        try
        {
            shell.Start();
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no unshare (Debian: util-linux).");
        }
        return shell;
    }

    /// <summary>Starts the tool where a folder lies on a disk with room for a few lines, and no more; what that left is in a copy of the
    /// folder named <c>after</c>.</summary>
    public static Process StartFull(Workplace place, string folder, string arguments)
    {
        Copy(place[folder], place["before"]);
        return Start(place, "4m", folder, $"cp -r before/. {folder}; cat /dev/zero > {folder}/fill 2>/dev/null; "
            + $"truncate -s -8192 {folder}/fill; "
            + $"{Tool} {arguments}; code=$?; rm {folder}/fill; cp -r {folder} after; exit $code");
    }

    /// <summary>Skips a test where nothing may be mounted.</summary>
    public static void SkipUnlessMounted(int exitCode, string messages) =>
        Assert.SkipWhen(exitCode == NotMounted || messages.StartsWith("unshare:", StringComparison.Ordinal),
            $"No file system may be mounted here: {messages}");

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
