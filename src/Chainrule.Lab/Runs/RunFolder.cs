using System.Text;
using Chainrule.Data;

namespace Chainrule.Lab.Runs;

/// <summary>The folder that holds all files of one run.</summary>
public sealed class RunFolder : IDisposable
{
    private const long LongestText = 1 << 28;

    private readonly string shown;
    private FolderLock? writer;

    private RunFolder(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new RunFolderException("The name of the run folder is empty; give it one.");
        (shown, Path) = (path, System.IO.Path.GetFullPath(path));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The recipe as run, canonical.</summary>
    public string Recipe => File("recipe.yaml");

    /// <summary>A line for every epoch.</summary>
    public string History => File("history.csv");

    /// <summary>How the layers fared, a line for every number.</summary>
    public string Statistics => File("statistics.csv");

    /// <summary>The weights at the end.</summary>
    public string Weights => File("weights.safetensors");

    /// <summary>The weights of the epoch with the best validation score; only there where something was validated.</summary>
    public string Best => File("best.safetensors");

    /// <summary>What a resumed run needs.</summary>
    public string Checkpoint => File("checkpoint");

    /// <summary>What came of the run, in JSON.</summary>
    public string Summary => File("summary.json");

    /// <summary>The page of the run.</summary>
    public string Report => File("report.html");

    /// <summary>Where a run goes that was not told where: <c>runs/name/start time</c>.</summary>
    public static string DefaultFor(string recipeName, DateTime start) =>
        System.IO.Path.Combine("runs", recipeName,
            start.ToString("yyyy-MM-dd_HH-mm-ss", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The folder of this path, whatever it holds.</summary>
    internal static RunFolder At(string path) => new(path);

    /// <summary>Makes the folder for a new run, or takes the one that an earlier run left where <paramref name="resume"/> is set. Until it
    /// is disposed of, no other process may write into it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="resume">Whether to go on with what it holds.</param>
    /// <param name="within">The folder that was chosen, of which this one is a part: the folders between them may not be links. Null where
    /// this one was chosen.</param>
    /// <exception cref="RunFolderException">It holds files already and is not to be resumed, another process writes into it, or it cannot
    /// be written.</exception>
    internal static RunFolder Create(string path, bool resume, string? within = null)
    {
        RunFolder folder = At(path);
        try
        {
            if (FileSystem.NotAFile(folder.Path) is null && System.IO.File.Exists(folder.Path))
                throw new RunFolderException($"{path} is a file; choose another run folder with --out.");
            OutputFolder.Create(within ?? folder.Path, folder.Path);
            // Nothing is written into a folder that turns out to be of another kind; what another process may have done meanwhile is seen
            // under the lock.
            folder.RequireUse(resume);
            folder.writer = FolderLock.Take(folder.Path);
            folder.RequireUse(resume);
            foreach (string left in Directory.EnumerateFiles(folder.Path).Where(AtomicFile.IsLeftOver)) System.IO.File.Delete(left);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folder.Dispose();
            throw new RunFolderException($"The run folder {path} cannot be written: {e.Message} Choose another one with --out.", e);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Lets other processes write into the folder.</summary>
    public void Dispose() => writer?.Dispose();

    /// <summary>Reads a text file of a run.</summary>
    /// <exception cref="DataException">It cannot be read, or is longer than any run writes.</exception>
    internal static string ReadText(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(FileSystem.ReadAllBytes(path, LongestText));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"the file cannot be read ({e.Message.TrimEnd('.')}).", path, cause: e);
        }
    }

    /// <summary>Writes a text file beside its place, flushes it and renames it, so that no half-written file is ever seen.</summary>
    public static void WriteText(string path, string text) => Guarded(path, () => AtomicFile.Write(path, text));

    /// <summary>Turns what the file system reports while a file is written into a <see cref="FileWriteException"/> that names the
    /// file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void Guarded(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string why = e is DirectoryNotFoundException ? "its folder does not exist." : e.Message;
            throw new FileWriteException($"{path} cannot be written: {why}", e);
        }
    }

    /// <summary>Writes files of the run; where that fails and there is a checkpoint, the error says how to continue.</summary>
    /// <param name="write">Writes them.</param>
    /// <exception cref="FileWriteException">A file cannot be written.</exception>
    internal TResult Resumable<TResult>(Func<TResult> write)
    {
        try
        {
            return write();
        }
        catch (FileWriteException e) when (System.IO.File.Exists(Checkpoint))
        {
            throw new FileWriteException($"{e.Message.TrimEnd('.')}. The last checkpoint is whole: when the cause is gone, "
                + $"go on with the same command and --out {shown} --resume.", e);
        }
    }

    /// <summary>Takes a new run back that failed before there was anything to keep.</summary>
    internal void Withdraw()
    {
        if (System.IO.File.Exists(Checkpoint)) return;
        try
        {
            System.IO.File.Delete(Recipe);
            if (Contents().Length > 0) return;
            Dispose();
            System.IO.File.Delete(File(FolderLock.FileName));
            Directory.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is wrong with the run is being reported; that its folder is left over is less important.
        }
    }

    /// <summary>Checks that the folder is empty, or holds a run that can be continued, in files of its own.</summary>
    private void RequireUse(bool resume)
    {
        string[] files = Contents();
        if (!resume && files.Length > 0)
            throw new RunFolderException(System.IO.File.Exists(Recipe)
                ? $"The run folder {shown} exists already. Add --resume to go on with it, or choose another one with --out."
                : $"The folder {shown} exists already and holds other files. Choose another one with --out.");
        if (files.FirstOrDefault(FileSystem.IsLink) is { } link)
            throw new RunFolderException($"{link} is a link; the files of a run are files of its own folder. Put a copy in its place, or "
                + "choose another folder with --out.");
        // A run that was killed before its first checkpoint leaves its recipe at most.
        if (files.Length == 0 || System.IO.File.Exists(Checkpoint) || files.All(file => file == Recipe)) return;
        throw new RunFolderException($"The folder {shown} holds files, but no checkpoint to go on with. Choose another one with --out.");
    }

    /// <summary>What the folder holds, but for its lock and what is left of interrupted writing.</summary>
    private string[] Contents() => [.. Directory.EnumerateFileSystemEntries(Path)
        .Where(path => System.IO.Path.GetFileName(path) != FolderLock.FileName && !AtomicFile.IsLeftOver(path))];

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
