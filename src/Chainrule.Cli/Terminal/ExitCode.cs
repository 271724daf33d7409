namespace Chainrule.Cli.Terminal;

/// <summary>The exit status of the tool.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A check failed, or an unexpected error occurred.</summary>
    public const int Failure = 1;

    /// <summary>The recipe or the usage is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Data is missing or wrong, or a file cannot be written.</summary>
    public const int Data = 3;

    /// <summary>The training diverged.</summary>
    public const int Diverged = 4;

    /// <summary>Cancelled with Ctrl-C.</summary>
    public const int Cancelled = 130;
}
