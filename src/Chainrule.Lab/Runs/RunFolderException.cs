namespace Chainrule.Lab.Runs;

/// <summary>A run folder cannot be used: it exists already, is not there, may not be written, or belongs to another recipe.</summary>
public sealed class RunFolderException(string message, Exception? cause = null) : Exception(message, cause);
