using System.ComponentModel;
using System.Text.Json.Serialization;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>MNIST: 60,000 + 10,000 handwritten digits of 28×28 pixels, from the data folder.</summary>
[Description("MNIST: 60,000 + 10,000 handwritten digits of 28x28 pixels.")]
public sealed record MnistData : PublishedDataSource
{
    /// <summary>Whether training and test part are joined: 70,000 samples to train and validate with, and no test part. False by
    /// default.</summary>
    [Description("Whether training and test part are joined: 70,000 samples to train and validate with, and none to test with.")]
    public bool Join { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override (Shape Input, int Count)? Known => ([1, 28, 28], Join ? 70_000 : 60_000);

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool HasTest => !Join;

    /// <inheritdoc/>
    protected override DataSplit<T> LoadParts<T>(DataContext context)
    {
        DataCatalog.Mnist.RequireComplete(context.DataDirectory);
        return Join ? new(Mnist.LoadJoined<T>(context.DataDirectory)) : Mnist.Load<T>(context.DataDirectory);
    }
}
