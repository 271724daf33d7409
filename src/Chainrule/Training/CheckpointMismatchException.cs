namespace Chainrule.Training;

/// <summary>A checkpoint belongs to another training than the one that is to go on from it.</summary>
/// <param name="path">The file.</param>
/// <param name="key">What differs: a key of the identity.</param>
/// <param name="expected">What the caller names under it; null where that is nothing.</param>
/// <param name="found">What the file holds under it; null where it holds nothing.</param>
public sealed class CheckpointMismatchException(string path, string key, string? expected, string? found)
    : Exception($"{path}: the checkpoint belongs to another training: its '{key}' is {(found is null ? "missing" : $"'{found}'")}; "
        + $"expected {(expected is null ? "none" : $"'{expected}'")}.")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What differs: a key of the identity.</summary>
    public string Key { get; } = key;
}
