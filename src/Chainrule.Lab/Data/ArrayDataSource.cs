using System.ComponentModel;
using System.Text.Json.Serialization;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>A source of whole arrays from files. Integer targets of rank 1 are class labels, all others target values; inputs of rank 3
/// are pictures <c>[n, height, width]</c> and get a channel: <c>[1, height, width]</c>.</summary>
public abstract record ArrayDataSource : UndividedDataSource
{
    /// <summary>The test inputs; none by default.</summary>
    [Description("The test inputs, where there are any.")]
    public string? TestInputs { get; init; }

    /// <summary>The test targets; none by default.</summary>
    [Description("The test targets, where there are any.")]
    public string? TestTargets { get; init; }

    /// <summary>What the data is called in messages and reports.</summary>
    [JsonIgnore]
    protected abstract string Title { get; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool HasTest => TestInputs is not null || base.HasTest;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (TestInputs is null != TestTargets is null)
            throw new SpecException(
                this, TestInputs is null ? "test_targets" : "test_inputs", "needs the other one: say test_inputs and test_targets");
        if (TestInputs is not null && Test > 0) throw new SpecException(this, "test", "excludes test_inputs; say only one of them");
    }

    /// <inheritdoc/>
    protected sealed override DataSplit<T> LoadParts<T>(DataContext context)
    {
        (NdArray inputs, NdArray targets, (NdArray Inputs, NdArray Targets)? test) = Read(context);
        Dataset<T> samples = Make(inputs, targets, 0);
        if (test is not var (testInputs, testTargets)) return Divide(samples);
        Dataset<T> tests = Make(testInputs, testTargets, samples.Classes);
        if (tests.InputShape != samples.InputShape || tests.Classes != samples.Classes || tests.TargetShape != samples.TargetShape)
            throw new DataException($"The test part of '{Title}' does not fit its training part: inputs {tests.InputShape} "
                + $"and {samples.InputShape}, {Kind(tests)} and {Kind(samples)}.");
        return new(samples, Test: tests);

        Dataset<T> Make(NdArray inputs, NdArray targets, int classes)
        {
            Shape? picture = inputs.Shape.Length == 3 && inputs.Length > 0 ? Shape.Create([1, inputs.Shape[1], inputs.Shape[2]]) : null;
            return Dataset.Create<T>(inputs, targets, classes, picture, Title);
        }

        static string Kind(Dataset<T> data) => data.Classes > 0 ? $"{data.Classes} classes" : $"targets {data.TargetShape}";
    }

    /// <summary>Reads the arrays: inputs and targets for training, and those for testing where there are any.</summary>
    protected abstract (NdArray Inputs, NdArray Targets, (NdArray Inputs, NdArray Targets)? Test) Read(DataContext context);
}
