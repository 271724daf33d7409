namespace Chainrule.Cli.Terminal;

/// <summary>An argument of the command line is wrong.</summary>
internal sealed class UsageException(string message, Exception? cause = null) : Exception(message, cause);
