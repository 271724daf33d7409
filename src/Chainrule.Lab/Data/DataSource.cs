using System.ComponentModel;
using System.Numerics;
using System.Text.Json.Serialization;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>The description of where samples come from. A data source is one file: a record derived from this one, with its line
/// here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(XorData), "xor")]
[JsonDerivedType(typeof(LinearData), "linear")]
[JsonDerivedType(typeof(CirclesData), "circles")]
[JsonDerivedType(typeof(MoonsData), "moons")]
[JsonDerivedType(typeof(SpiralsData), "spirals")]
[JsonDerivedType(typeof(BlobsData), "blobs")]
[JsonDerivedType(typeof(PlaneData), "plane")]
[JsonDerivedType(typeof(DigitsData), "digits")]
[JsonDerivedType(typeof(MnistData), "mnist")]
[JsonDerivedType(typeof(FashionMnistData), "fashion_mnist")]
[JsonDerivedType(typeof(IdxData), "idx")]
[JsonDerivedType(typeof(NpzData), "npz")]
[JsonDerivedType(typeof(NpyData), "npy")]
[JsonDerivedType(typeof(CsvData), "csv")]
[JsonDerivedType(typeof(ImagesData), "images")]
public abstract record DataSource : Spec
{
    /// <summary>How many samples of the training part are kept aside to validate with: a count, or a fraction where below 1; 0 by default.
    /// Which ones depends on the recipe's seed.</summary>
    [Description("Samples of the training part to validate with: a count, or a fraction where below 1."), Bounds(From = 0)]
    public double Validation { get; init; }

    /// <summary>How inputs are scaled, by what the training part calls for; not at all by default.</summary>
    [Description("How inputs are scaled: not at all, to 0..1, or per feature to mean 0 and standard deviation 1.")]
    public Scaling Scale { get; init; }

    /// <summary>Whether there is a validation part.</summary>
    [JsonIgnore]
    public bool HasValidation => Validation > 0;

    /// <summary>Whether there is a test part.</summary>
    [JsonIgnore]
    public virtual bool HasTest => false;

    /// <summary>Whether the recipe's seed decides which samples there are, or which part they belong to. A source that draws from
    /// <see cref="DataContext.Seed"/> says so here.</summary>
    [JsonIgnore]
    public virtual bool DependsOnSeed => HasValidation;

    /// <summary>The shape of an input and the number of samples to train and validate with, where they are known without any
    /// file.</summary>
    [JsonIgnore]
    public virtual (Shape Input, int Count)? Known => null;

    /// <summary>What a white pixel of a picture is in this data, black being 0.</summary>
    [JsonIgnore]
    public virtual double White => byte.MaxValue;

    /// <summary>What happens to a picture of another size than this data has.</summary>
    [JsonIgnore]
    public virtual Resizing OtherSizes => Resizing.Reject;

    /// <summary>The same source with other paths of files: each one that it names, changed. A source that names files overrides
    /// it.</summary>
    public virtual DataSource WithPaths(Func<string, string> change) => this;

    /// <summary>Samples to predict, in the order of elements in which this source gives those to train on.</summary>
    /// <param name="inputs">The samples as a file holds them.</param>
    /// <param name="input">The shape of one input of the network.</param>
    /// <param name="name">What the file is called.</param>
    /// <exception cref="DataException">The samples are of another shape than this source keeps them in.</exception>
    internal virtual NdArray Arrange(NdArray inputs, Shape input, string name) => inputs;

    /// <summary>Loads the samples, divided and scaled.</summary>
    /// <exception cref="DataException">A file is missing or damaged, values make no sense, or nothing is left to train on.</exception>
    public DataSplit<T> Load<T>(DataContext context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        Validate();
        DataSplit<T> parts = context is { Cache: { } cache, Expected: null }
            ? cache.Get(this, context, () => LoadParts<T>(context)) : LoadParts<T>(context);
        if (NumberedClasses is { } classes) parts = new(Named(parts.Train), Test: parts.Test is null ? null : Named(parts.Test));
        if (HasValidation) parts = parts.Train.Split(Validation, seed: context.Seed) with { Test = parts.Test };
        return parts.Scaled(Scale);

        Dataset<T> Named(Dataset<T> part) =>
            classes!.Names is { } names ? part.WithClassNames(names) : part.WithClasses(classes.Count);
    }

    /// <summary>The classes of data whose labels are the numbers of their classes, where the recipe names them.</summary>
    private protected virtual ClassNames? NumberedClasses => null;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare(Validation, "validation");
    }

    /// <summary>Loads the training part, from which the validation part is yet to be taken, and the test part if there is one.</summary>
    protected abstract DataSplit<T> LoadParts<T>(DataContext context) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Checks that a share is a fraction below 1 or a whole number.</summary>
    protected void RequireShare(double share, string key)
    {
        if (share >= 1 && !double.IsInteger(share))
            throw new SpecException(
                this, key, $"is {FormattableString.Invariant($"{share}")}; expected a fraction below 1, or a whole number of samples");
    }
}

/// <summary>A source whose samples come without a test part of their own, or may do so.</summary>
public abstract record UndividedDataSource : DataSource
{
    /// <summary>The test part is the same whatever the recipe's seed is, so that runs with several seeds report on the same
    /// samples.</summary>
    private const ulong TestSeed = 0;

    /// <summary>How many samples are kept aside to test with: a count, or a fraction where below 1; 0 by default. Classes keep their
    /// proportions, and the same data gives the same test part whatever the seed is.</summary>
    [Description("Samples to test with: a count, or a fraction where below 1."), Bounds(From = 0)]
    public double Test { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool HasTest => Test > 0;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireShare(Test, "test");
    }

    /// <summary>All samples, divided into what is for training and what is for testing.</summary>
    protected DataSplit<T> Divide<T>(Dataset<T> samples) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Test > 0 ? samples.Split(test: Test, seed: TestSeed, stratified: samples.Classes > 0) : new(samples);
}

/// <summary>A source that makes its samples up.</summary>
public abstract record GeneratedDataSource : UndividedDataSource
{
    /// <summary>The number that the samples depend on; the recipe's seed by default.</summary>
    [Description("The number that the samples depend on; the recipe's seed by default.")]
    public ulong? Seed { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool DependsOnSeed => Seed is null || base.DependsOnSeed;

    /// <inheritdoc/>
    protected sealed override DataSplit<T> LoadParts<T>(DataContext context) => Divide(Generate<T>(Seed ?? context.Seed));

    /// <summary>Makes the samples.</summary>
    protected abstract Dataset<T> Generate<T>(ulong seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Reads and writes <see cref="Scaling"/> as <c>none</c>, <c>unit</c> or <c>standardize</c>.</summary>
public sealed class ScalingConverter()
    : JsonStringEnumConverter<Scaling>(System.Text.Json.JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
