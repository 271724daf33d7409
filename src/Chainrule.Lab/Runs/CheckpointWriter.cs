using System.Diagnostics;
using System.Numerics;
using Chainrule.Inspection;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>Writes checkpoints, the history and the statistics while the training goes on: the thread that trains only copies the state; a
/// second one hashes the copy, writes it, flushes it to the disk and renames it. At most one write is under way; what comes due meanwhile
/// is left out.</summary>
/// <param name="folder">Where the files go.</param>
/// <param name="snapshot">The copy.</param>
/// <param name="history">The text of history.csv for some epochs.</param>
/// <param name="measurements">What was measured of the layers until now.</param>
/// <param name="failed">Called when a write has failed; the next call throws what it was.</param>
internal sealed class CheckpointWriter<T>(RunFolder folder, TrainingSnapshot<T> snapshot, Func<IReadOnlyList<EpochRecord>, string> history,
    Func<IReadOnlyList<Measurement>> measurements, Action failed) : Callback<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Of the time of the training, checkpoints may cost this part.</summary>
    private const double Share = 0.02;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.25);

    private readonly Stopwatch sinceLast = Stopwatch.StartNew();
    private Task? writing;
    private IReadOnlyList<Measurement> measured = [];

    // What the last checkpoint cost, in seconds: the thread that trains was held up, and a processor was taken from the others.
    private double copied, written;

    /// <summary>At the end it waits until all is on the disk; before that a second thread writes.</summary>
    /// <exception cref="FileWriteException">This one cannot be written, or the last one could not be.</exception>
    public override void OnCheckpoint(TrainingContext<T> training)
    {
        if (training.State.IsEnd) Save();
        else SaveIfDue();
    }

    /// <summary>Starts to write, unless the last checkpoint is too young or still being written. Called between two steps.</summary>
    /// <exception cref="FileWriteException">The last one could not be written.</exception>
    private void SaveIfDue()
    {
        if (writing is { IsCompleted: false } || sinceLast.Elapsed < Shortest) return;
        Wait();
        if (sinceLast.Elapsed.TotalSeconds * Share < copied + written / Environment.ProcessorCount) return;
        Take();
        writing = Task.Factory.StartNew(WriteOrTell, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Writes and waits until all is on the disk.</summary>
    /// <exception cref="FileWriteException">It cannot be written, or the last one could not be.</exception>
    public void Save()
    {
        Wait();
        Take();
        Write();
    }

    /// <summary>Waits for what is being written.</summary>
    /// <exception cref="FileWriteException">It could not be written.</exception>
    public void Wait()
    {
        Task? last = writing;
        writing = null;
        last?.GetAwaiter().GetResult();
    }

    /// <summary>Waits for what is being written, whatever comes of it.</summary>
    public void Dispose()
    {
        if (writing is not null) ((IAsyncResult)writing).AsyncWaitHandle.WaitOne();
    }

    private void Take()
    {
        long start = Stopwatch.GetTimestamp();
        snapshot.Take();
        measured = measurements();
        copied = Stopwatch.GetElapsedTime(start).TotalSeconds;
        sinceLast.Restart();
    }

    private void Write()
    {
        long start = Stopwatch.GetTimestamp();
        WriteStatistics();
        RunFolder.Guarded(folder.Checkpoint, () => snapshot.Save(folder.Checkpoint));
        RunFolder.WriteText(folder.History, history(snapshot.Epochs));
        written = Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Writes the statistics before the checkpoint, which so finds all that was measured before it; what was measured later is
    /// dropped when they are read. The first checkpoint is the first file of a run: without it nothing can be resumed.</summary>
    private void WriteStatistics()
    {
        if (measured.Count == 0) return;
        try
        {
            RunFolder.WriteText(folder.Statistics, StatisticsCsv.Write(measured));
        }
        catch (FileWriteException)
        {
            // A full disk stops the checkpoint as well, which then says so; and all statistics are written again at the end.
        }
    }

    private void WriteOrTell()
    {
        try
        {
            Write();
        }
        catch
        {
            failed();
            throw;
        }
    }
}
