using System.ComponentModel;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>A source of samples that are stored, and that come without a test part of their own or may do so.</summary>
public abstract record StoredDataSource : UndividedDataSource
{
    /// <summary>The classes, with those that do not occur; by default the data says it.</summary>
    [Description(Data.ClassNames.Meaning)]
    public ClassNames? ClassNames { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ClassNames?.Validate(this);
    }

    /// <summary>Checks the shape of one input.</summary>
    private protected void RequireShape(Shape? shape)
    {
        if (shape is { Rank: 0 }) throw new SpecException(this, "reshape", "has no extents; expected at least one, as in [1, 28, 28]");
    }

    /// <summary>Checks that what has no classes has no names of classes.</summary>
    private protected void RequireClasses(LearningTask task)
    {
        if (task == LearningTask.Regression && ClassNames is not null)
            throw new SpecException(this, "class_names", "names classes, but the task is regression; leave one of them out");
    }
}
