using System.Text;

namespace Chainrule.Lab.Runs;

/// <summary>The folder that holds all files of one run.</summary>
public sealed class RunFolder
{
    private RunFolder(string path) => Path = path;

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
        System.IO.Path.Combine("runs", recipeName, start.ToString("yyyy-MM-dd_HH-mm-ss", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Makes the folder for a new run, or takes the one that an earlier run left where <paramref name="resume"/> is set.</summary>
    /// <exception cref="RunFolderException">It holds files already and is not to be resumed, or cannot be written.</exception>
    public static RunFolder Create(string path, bool resume)
    {
        RunFolder folder = new(System.IO.Path.GetFullPath(path));
        try
        {
            if (System.IO.File.Exists(folder.Path)) throw new RunFolderException($"{path} is a file; choose another run folder with --out.");
            Directory.CreateDirectory(folder.Path);
            folder.RequireUse(path, resume);
            string probe = folder.File(".write-test");
            System.IO.File.WriteAllBytes(probe, []);
            System.IO.File.Delete(probe);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"The run folder {path} cannot be written: {e.Message} Choose another one with --out.", e);
        }
    }

    /// <summary>Opens the folder of a run that has been trained.</summary>
    /// <exception cref="RunFolderException">It is not there, or holds no run.</exception>
    public static RunFolder Open(string path)
    {
        RunFolder folder = new(System.IO.Path.GetFullPath(path));
        if (!Directory.Exists(folder.Path)) throw new RunFolderException($"There is no run folder {path}.");
        if (!System.IO.File.Exists(folder.Recipe) || !System.IO.File.Exists(folder.Weights))
            throw new RunFolderException($"The folder {path} holds no finished run: {(System.IO.File.Exists(folder.Recipe) ? "weights.safetensors" : "recipe.yaml")} is missing."
                + (System.IO.File.Exists(folder.Checkpoint) ? " Finish it with train and --resume." : ""));
        return folder;
    }

    /// <summary>Writes a text file beside its place, flushes it and renames it, so that no half-written file is ever seen.</summary>
    public static void WriteText(string path, string text)
    {
        Guarded(path, () =>
        {
            string beside = path + ".tmp";
            try
            {
                using (FileStream stream = new(beside, FileMode.Create, FileAccess.Write))
                {
                    stream.Write(Encoding.UTF8.GetBytes(text));
                    stream.Flush(flushToDisk: true);
                }
                System.IO.File.Move(beside, path, overwrite: true);
            }
            catch
            {
                System.IO.File.Delete(beside);
                throw;
            }
        });
    }

    /// <summary>Turns what the file system reports while a file is written into a <see cref="FileWriteException"/> that names the file.</summary>
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

    /// <summary>Takes a new run back that failed before there was anything to keep.</summary>
    internal void Withdraw()
    {
        if (System.IO.File.Exists(Checkpoint)) return;
        try
        {
            System.IO.File.Delete(Recipe);
            if (!Directory.EnumerateFileSystemEntries(Path).Any()) Directory.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is wrong with the run is being reported; that its folder stays behind is the lesser news.
        }
    }

    /// <summary>Checks that the folder is empty, or holds a run that can be gone on with.</summary>
    private void RequireUse(string shown, bool resume)
    {
        bool isEmpty = !Directory.EnumerateFileSystemEntries(Path).Any();
        if (isEmpty || (resume && System.IO.File.Exists(Checkpoint))) return;
        if (!resume)
            throw new RunFolderException(System.IO.File.Exists(Recipe)
                ? $"The run folder {shown} exists already. Add --resume to go on with it, or choose another one with --out."
                : $"The folder {shown} exists already and holds other files. Choose another one with --out.");
        // A run that was killed before its first checkpoint leaves its recipe, and at most what was being written beside it.
        string[] early = [System.IO.Path.GetFileName(Recipe), "recipe.yaml.tmp", "checkpoint.tmp", ".write-test"];
        if (Directory.EnumerateFileSystemEntries(Path).All(file => early.Contains(System.IO.Path.GetFileName(file)))) return;
        throw new RunFolderException($"The folder {shown} holds files, but no checkpoint to go on with. Choose another one with --out.");
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
