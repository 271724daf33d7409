namespace Chainrule;

/// <summary>An example of a description: its parameters as recipes write them in JSON, and for layers the shape of an input. Gradient
/// checks and contract tests try every description with its examples, so one that needs parameters or a certain shape says so
/// here.</summary>
/// <param name="parameters">The parameters, as in <c>{ "units": 3 }</c>.</param>
/// <param name="input">The extents of one input sample.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ExampleAttribute(string parameters, params int[] input) : Attribute
{
    /// <summary>The parameters, as in <c>{ "units": 3 }</c>.</summary>
    public string Parameters { get; } = parameters;

    /// <summary>The extents of one input sample.</summary>
    public IReadOnlyList<int> Input { get; } = input;
}
