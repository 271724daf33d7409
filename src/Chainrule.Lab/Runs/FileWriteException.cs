namespace Chainrule.Lab.Runs;

/// <summary>A file cannot be written: the disk is full, its folder is gone, or may not be written.</summary>
public sealed class FileWriteException(string message, Exception? cause = null) : IOException(message, cause);
