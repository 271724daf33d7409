namespace Chainrule.Cli;

/// <summary>An argument of the command line means nothing.</summary>
internal sealed class UsageException(string message, Exception? cause = null) : Exception(message, cause);
