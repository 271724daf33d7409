using System.Numerics;

namespace Chainrule.Training;

/// <summary>Saves the state whenever a checkpoint is due (<see cref="TrainingOptions.CheckpointEvery"/>), and at the end.</summary>
/// <remarks>To go on from the file with the same bits: <see cref="TrainingState{T}.Load"/>, then <c>Fit</c> with that state. The training
/// waits while the file is written.</remarks>
/// <param name="path">The file; written beside and renamed, so that a kill leaves the old one or the new one.</param>
/// <param name="identity">What the training belongs to, such as hashes of its data; <see cref="TrainingState{T}.Load"/> must name the
/// same.</param>
/// <exception cref="ArgumentException">The name of the file is missing.</exception>
/// <example><code>Callbacks = [new CheckpointSaver&lt;float&gt;("checkpoint")]</code></example>
public sealed class CheckpointSaver<T>(string path, IReadOnlyDictionary<string, string>? identity = null) : Callback<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string path = path is { Length: > 0 } ? path
        : throw new ArgumentException("Expected the name of a file, but got none.", nameof(path));

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public override void OnCheckpoint(TrainingContext<T> training)
    {
        ArgumentNullException.ThrowIfNull(training);
        training.State.Save(path, identity);
    }
}
