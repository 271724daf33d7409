using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>Exclusive or: 21 points on the two diagonals of the unit square, of class 0 on the one and of class 1 on the other.</summary>
[Description("Exclusive or: 21 points on the diagonals of the unit square.")]
public sealed record XorData : UndividedDataSource
{
    /// <inheritdoc/>
    protected override DataSplit<T> LoadParts<T>(DataContext context) => Divide(Generators.Xor<T>());
}
