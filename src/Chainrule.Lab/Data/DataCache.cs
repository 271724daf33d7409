using System.Collections.Concurrent;
using System.Numerics;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Data sets that have been loaded, for many runs on the same samples: files are read and unpacked once, and the samples lie in
/// memory once. Safe from many threads at once; what a run sees does not depend on it.</summary>
public sealed class DataCache
{
    private readonly ConcurrentDictionary<Key, Lazy<object>> loaded = [];

    /// <summary>The parts of a source before validation samples are taken and inputs are scaled. The same files are the same samples,
    /// whatever folder a recipe names them from.</summary>
    internal DataSplit<T> Get<T>(DataSource source, DataContext context, Func<DataSplit<T>> load)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DataSource whole = source.WithPaths(context.Resolve) with { Validation = 0, Scale = Scaling.None };
        Key key = new(typeof(T), whole, Path.GetFullPath(context.DataDirectory), whole.DependsOnSeed ? context.Seed : 0);
        try
        {
            return (DataSplit<T>)loaded.GetOrAdd(key, _ => new(load)).Value;
        }
        catch
        {
            // Who tries again may find the file that was missing.
            loaded.TryRemove(key, out _);
            throw;
        }
    }

    private sealed record Key(Type Precision, DataSource Source, string DataDirectory, ulong Seed);
}
