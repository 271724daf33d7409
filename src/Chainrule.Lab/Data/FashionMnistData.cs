using System.ComponentModel;
using System.Text.Json.Serialization;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Fashion-MNIST: 60,000 + 10,000 pictures of clothing of 28×28 pixels, from the data folder.</summary>
[Description("Fashion-MNIST: 60,000 + 10,000 pictures of clothing of 28x28 pixels.")]
public sealed record FashionMnistData : PublishedDataSource
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override (Shape Input, int Count)? Known => ([1, 28, 28], 60_000);

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool HasTest => true;

    /// <inheritdoc/>
    protected override DataSplit<T> LoadParts<T>(DataContext context)
    {
        DataCatalog.FashionMnist.RequireComplete(context.DataDirectory);
        return FashionMnist.Load<T>(context.DataDirectory);
    }
}
