namespace Chainrule.Cli;

/// <summary>Reports at once, in the order of events; <see cref="Progress{T}"/> would do so later and in any order.</summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
