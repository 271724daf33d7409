using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Studies;

/// <summary>Files that a study needs before its first run.</summary>
internal static class StudyFiles
{
    private static readonly (string Source, string Target)[] mnist =
    [
        ("train-images-idx3-ubyte", "train-images.npy"), ("train-labels-idx1-ubyte", "train-labels.npy"),
        ("t10k-images-idx3-ubyte", "test-images.npy"), ("t10k-labels-idx1-ubyte", "test-labels.npy"),
    ];

    /// <summary>Makes the files and says in which folder; null where the study needs none.</summary>
    /// <exception cref="DataException">What they are made from is missing or damaged.</exception>
    /// <exception cref="RunFolderException">They cannot be written.</exception>
    public static string? Prepare(Study study, StudyOptions options)
    {
        if (study.Prepare == Preparation.None) return null;
        string folder = Path.GetFullPath(Path.Combine(options.Folder, "data")), target = Path.Combine(folder, "mnist");
        DataCatalog.Mnist.RequireComplete(options.DataDirectory);
        string source = DataCatalog.Mnist.FolderIn(options.DataDirectory);
        foreach ((string from, string to) in mnist)
        {
            string path = Path.Combine(target, to);
            if (File.Exists(path)) continue;
            NdArray array = Idx.Read(new PublishedFile(from).FindIn(source)!);
            RunFolder.Guarded(path, () =>
            {
                OutputFolder.Create(options.Folder, target);
                Npy.Write(path, array);
            });
        }
        return folder;
    }
}
