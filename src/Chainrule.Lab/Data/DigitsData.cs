using System.ComponentModel;
using System.Text.Json.Serialization;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>1,797 real handwritten digits of 8×8 pixels with values from 0 to 16, which come with the library.</summary>
[Description("1,797 real handwritten digits of 8x8 pixels, which come with Chainrule.")]
public sealed record DigitsData : StoredDataSource
{
    /// <summary>The digits, a fifth of which are to test with.</summary>
    public DigitsData() => Test = 0.2;

    /// <inheritdoc/>
    [JsonIgnore]
    public override double White => 16;

    private protected override ClassNames? NumberedClasses => ClassNames;

    /// <inheritdoc/>
    protected override DataSplit<T> LoadParts<T>(DataContext context) => Divide(Digits.Load<T>());
}
