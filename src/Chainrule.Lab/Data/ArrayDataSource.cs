using System.ComponentModel;
using System.Text.Json.Serialization;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>A source of whole arrays from files. Integer targets of rank 1 are class labels, all others target values; inputs of rank 3
/// are pictures <c>[n, height, width]</c> and get a channel: <c>[1, height, width]</c>.</summary>
public abstract record ArrayDataSource : StoredDataSource
{
    /// <summary>The test inputs; none by default.</summary>
    [Description("The test inputs, where there are any.")]
    public string? TestInputs { get; init; }

    /// <summary>The test targets; none by default.</summary>
    [Description("The test targets, where there are any.")]
    public string? TestTargets { get; init; }

    /// <summary>What the targets are; by default integers of rank 1 are classes, and all others values.</summary>
    [Description("What the targets are: classes, or values for regression. By default integers of one dimension, none of them negative, "
        + "are the numbers of classes; all others are values.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LearningTask Task { get; init; }

    /// <summary>The shape of one input where it is to be read differently; by default that of a row of the array.</summary>
    [Description(CsvData.ReshapeMeaning)]
    public Shape? Reshape { get; init; }

    /// <summary>Where the inputs keep the channels of a picture; first by default.</summary>
    [Description("Where pictures keep their channels: [channels, height, width], which is the default, or [height, width, channels].")]
    public ChannelLayout? Layout { get; init; }

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
        RequireShape(Reshape);
        RequireClasses(Task);
        if (TestInputs is null != TestTargets is null)
            throw new SpecException(
                this, TestInputs is null ? "test_targets" : "test_inputs", "needs the other one: say test_inputs and test_targets");
        if (TestInputs is not null && Test > 0) throw new SpecException(this, "test", "excludes test_inputs; say only one of them");
    }

    /// <inheritdoc/>
    protected sealed override DataSplit<T> LoadParts<T>(DataContext context)
    {
        (NdArray inputs, NdArray targets, (NdArray Inputs, NdArray Targets)? test) = Read(context);
        // Who names classes has them, and what a network predicts is what other data holds, too.
        LearningTask task = ClassNames is not null ? LearningTask.Classes : Task;
        if (context.Expected is { Classes: 0 }) task = LearningTask.Regression;
        Dataset<T> samples = Make(inputs, targets, ClassNames is { Names: null } counted ? counted.Count : 0, ClassNames?.Names, task);
        if (test is not var (testInputs, testTargets)) return Divide(samples);
        Dataset<T> tests = samples.ClassNames is { } known ? Make(testInputs, testTargets, 0, known, LearningTask.Classes)
            : Make(testInputs, testTargets, samples.Classes, null, task);
        if (tests.InputShape != samples.InputShape || tests.TargetShape != samples.TargetShape
            || (tests.Classes != samples.Classes && context.Expected is null))
            throw new DataException($"The test part of '{Title}' does not fit its training part: inputs {tests.InputShape} "
                + $"and {samples.InputShape}, {Kind(tests)} and {Kind(samples)}.");
        return new(samples, Test: tests);

        Dataset<T> Make(NdArray inputs, NdArray targets, int classes, IReadOnlyList<string>? names, LearningTask task)
        {
            inputs = Arrange(inputs);
            return context.Expected is { Classes: > 0 } expected && ArrayClasses.Number(targets, expected, Title) is var (numbers, all)
                ? Dataset.Create<T>(inputs, numbers, all.Count, null, Title, all)
                : Dataset.Create<T>(inputs, targets, classes, null, Title, names, task);
        }

        static string Kind(Dataset<T> data) => data.Classes > 0 ? $"{data.Classes} classes" : $"targets {data.TargetShape}";
    }

    /// <inheritdoc/>
    internal override NdArray Arrange(NdArray inputs, Shape input, string name)
    {
        if (Layout != ChannelLayout.ChannelsLast || input is not [int channels, int height, int width]) return inputs;
        bool isOne = inputs.Shape.SequenceEqual([height, width, channels]);
        int samples = isOne ? 1 : inputs.Shape.Length > 0 ? inputs.Shape[0] : 0;
        bool isFlat = Reshape is not null && inputs.Shape.SequenceEqual([samples, input.Size]),
            isGrey = channels == 1 && inputs.Shape.SequenceEqual([samples, height, width]);
        if (!isOne && !isFlat && !isGrey && !inputs.Shape.SequenceEqual([samples, height, width, channels]))
            throw new DataException($"the file holds an array of [{string.Join(", ", inputs.Shape.ToArray())}], but this data keeps its "
                + $"channels last (layout: channels_last); expected [samples, {height}, {width}, {channels}].", name);
        return inputs.Reshape(samples, height, width, channels).ToChannelsFirst();
    }

    /// <summary>Inputs of the shape that they are to be read in, channels first.</summary>
    private NdArray Arrange(NdArray inputs)
    {
        if (inputs.Length == 0 || inputs.Shape.Length == 0) return inputs;
        int samples = inputs.Shape[0], width = inputs.Length / samples;
        if (Reshape is { } shape)
        {
            if (shape.Size != width)
                throw new DataException($"The inputs of '{Title}' have {width} values each, which reshape cannot read as {shape}: "
                    + $"{shape.Size} values.");
            if (Axes.AreMixed(inputs.Shape[1..], shape.Extents))
                throw new DataException($"The inputs of '{Title}' are of shape {Shape.Create(inputs.Shape[1..])}: read as {shape}, their "
                    + "rows, columns and channels would be mixed. Leave reshape out, and say layout: channels_last where the channels are "
                    + "last; otherwise put the axes of the array into the order wanted first.");
            inputs = inputs.Reshape([samples, .. shape]);
        }
        else if (inputs.Shape.Length == 3)
            return inputs.Reshape(samples, 1, inputs.Shape[1], inputs.Shape[2]);
        if (Layout != ChannelLayout.ChannelsLast) return inputs;
        if (inputs.Shape.Length != 4)
            throw new DataException(
                $"The inputs of '{Title}' are of shape {Shape.Create(inputs.Shape[1..])}, but layout: channels_last is for "
                + "[height, width, channels]; say reshape, or leave layout out.");
        return inputs.ToChannelsFirst();
    }

    /// <summary>Reads the arrays: inputs and targets for training, and those for testing where there are any.</summary>
    protected abstract (NdArray Inputs, NdArray Targets, (NdArray Inputs, NdArray Targets)? Test) Read(DataContext context);
}
