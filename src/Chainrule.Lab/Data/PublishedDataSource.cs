using System.ComponentModel;

namespace Chainrule.Lab.Data;

/// <summary>A source of published samples that come with a test part of their own.</summary>
public abstract record PublishedDataSource : DataSource
{
    /// <summary>The classes, with those that do not occur; by default the data says it.</summary>
    [Description(Data.ClassNames.Meaning)]
    public ClassNames? ClassNames { get; init; }

    private protected override ClassNames? NumberedClasses => ClassNames;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ClassNames?.Validate(this);
    }
}
