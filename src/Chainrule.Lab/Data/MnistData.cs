using System.ComponentModel;
using System.Text.Json.Serialization;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>MNIST: 60,000 + 10,000 handwritten digits of 28×28 pixels, from the data folder.</summary>
[Description("MNIST: 60,000 + 10,000 handwritten digits of 28x28 pixels.")]
public sealed record MnistData : DataSource
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override (Shape Input, int Count)? Known => ([1, 28, 28], 60_000);

    /// <inheritdoc/>
    protected override DataSplit<T> LoadParts<T>(DataContext context)
    {
        DataCatalog.Mnist.RequireComplete(context.DataDirectory);
        return Mnist.Load<T>(context.DataDirectory);
    }
}
