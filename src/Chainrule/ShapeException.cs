namespace Chainrule;

/// <summary>A layer or a loss does not fit what comes before it. The message names the layer, what it expects, what it got, and the
/// chain of shapes up to it.</summary>
/// <param name="message">The whole message.</param>
/// <param name="path">The indices of the layer at fault, from the outermost list inwards; empty for a loss.</param>
public sealed class ShapeException(string message, IReadOnlyList<int>? path = null) : ArgumentException(message)
{
    /// <summary>The indices of the layer at fault, from the outermost list inwards; empty where no layer is at fault.</summary>
    public IReadOnlyList<int> Path { get; } = path ?? [];
}
