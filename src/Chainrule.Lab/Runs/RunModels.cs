using System.Numerics;
using Chainrule.Data;
using Chainrule.Models;

namespace Chainrule.Lab.Runs;

/// <summary>Loads the models of runs.</summary>
public static class RunModels
{
    extension(Model)
    {
        /// <summary>Loads the model of a run in single precision.</summary>
        /// <inheritdoc cref="FromRun{T}"/>
        public static Model<float> FromRun(string folder, bool best = false) => FromRun<float>(folder, best);

        /// <summary>Loads the model of a run folder.</summary>
        /// <param name="folder">The folder.</param>
        /// <param name="best">Whether to take the weights that were best by validation instead of the final ones.</param>
        /// <exception cref="RunFolderException">The folder holds no finished run, or no best weights.</exception>
        /// <exception cref="DataException">The weights are damaged, or are not those that were saved.</exception>
        public static Model<T> FromRun<T>(string folder, bool best = false) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Run.Open(folder, best).LoadModel<T>();
    }
}
