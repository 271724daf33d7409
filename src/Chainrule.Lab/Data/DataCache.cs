using System.Collections.Concurrent;
using System.Numerics;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Data sets that have been loaded, for many runs on the same samples: files are read and unpacked once, and the samples lie in memory
/// once. Safe from many threads at once; what a run sees does not depend on it.</summary>
public sealed class DataCache
{
    private readonly ConcurrentDictionary<Key, Lazy<object>> loaded = [];

    /// <summary>The parts of a source before validation samples are taken and inputs are scaled.</summary>
    internal DataSplit<T> Get<T>(DataSource source, DataContext context, Func<DataSplit<T>> load) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Key key = new(typeof(T), source with { Validation = 0, Scale = Scaling.None }, Path.GetFullPath(context.Folder), context.DataDirectory,
            source is GeneratedDataSource { Seed: null } ? context.Seed : 0);
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

    private sealed record Key(Type Precision, DataSource Source, string Folder, string DataDirectory, ulong Seed);
}
