using Chainrule.Data;
using Chainrule.Lab.Data;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;

namespace Chainrule.Lab.Studies;

/// <summary>The hashes of the data that recipes call for. A study has hundreds of runs on a few data sets: each is loaded and hashed
/// once.</summary>
internal sealed class DataHashes(string dataDirectory, DataCache cache)
{
    private readonly Dictionary<(Precision, DataSource, string, ulong), string> known = [];

    /// <summary>The hash that a run of this recipe would state.</summary>
    /// <exception cref="DataException">The data is missing or makes no sense.</exception>
    public string Of(RecipeDocument document)
    {
        Recipe recipe = document.Recipe;
        // Scaling plays no part in the hash.
        (Precision, DataSource, string, ulong) key = (recipe.Precision, recipe.Data with { Scale = Scaling.None }, document.Folder,
            recipe.Data.DependsOnSeed ? recipe.Seed : 0);
        if (!known.TryGetValue(key, out string? hash))
            known[key] = hash = Experiment.DataSha256(document, new() { DataDirectory = dataDirectory, Cache = cache });
        return hash;
    }
}
