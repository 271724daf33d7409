using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Chainrule.Layers;

/// <summary>Hands its input on: y = x, dx = dy. A placeholder where a layer is expected.</summary>
[Description("y = x.")]
public sealed record Identity : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool KeepsValues => true;

    /// <inheritdoc/>
    public override (double Low, double High)? LimitsFor((double Low, double High)? inputs) => inputs;

    /// <inheritdoc/>
    public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new CompiledReshape<T>(builder.Input, builder.Input);

    /// <inheritdoc/>
    public override GraphValue Lower(OperatorGraph graph, GraphValue x) => x;
}
