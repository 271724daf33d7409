namespace Chainrule.Layers;
/// <summary>stub</summary>
public sealed record Softmax : Layer
{
    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => throw new NotSupportedException();
}
