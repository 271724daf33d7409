using System.Reflection;
using System.Runtime.Loader;

namespace Chainrule.Outside.Tests.Parts;

/// <summary>Copies of this program and of the library that share nothing with the running ones, so that no part has a name there
/// yet.</summary>
internal sealed class AnotherProgram() : AssemblyLoadContext("another program", isCollectible: true), IDisposable
{
    /// <summary>Calls a static method of a type's copy.</summary>
    public object Call(Type type, string method, params object[] arguments) =>
        LoadFromAssemblyPath(type.Assembly.Location).GetType(type.FullName!)!.GetMethod(method)!.Invoke(null, arguments)!;

    public void Dispose() => Unload();

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll");
        bool isCopied = assemblyName.Name!.StartsWith("Chainrule", StringComparison.Ordinal) && File.Exists(path);
        return isCopied ? LoadFromAssemblyPath(path) : null;
    }
}
