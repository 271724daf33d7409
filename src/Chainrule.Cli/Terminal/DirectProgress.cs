namespace Chainrule.Cli.Terminal;

/// <summary>Reports immediately and in the order of events; <see cref="Progress{T}"/> reports later and in any order.</summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
