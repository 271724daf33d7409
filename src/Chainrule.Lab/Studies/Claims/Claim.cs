using System.ComponentModel;
using System.Text.Json.Serialization;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Studies.Results;

namespace Chainrule.Lab.Studies.Claims;

/// <summary>The description of a statement about the runs of a part, which they bear out or do not. A claim is one file: a record derived
/// from this one with its test, and its line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(OrderClaim), "order")]
[JsonDerivedType(typeof(BoundClaim), "bound")]
[JsonDerivedType(typeof(ReachesClaim), "reaches")]
[JsonDerivedType(typeof(DifferenceClaim), "difference")]
[JsonDerivedType(typeof(ImprovesClaim), "improves")]
[JsonDerivedType(typeof(ChanceClaim), "chance")]
[JsonDerivedType(typeof(DivergesClaim), "diverges")]
[JsonDerivedType(typeof(GradientsClaim), "gradients")]
[JsonDerivedType(typeof(FiniteClaim), "finite")]
public abstract record Claim : Spec
{
    /// <summary>The statement, for readers.</summary>
    [Description("The statement, for readers.")]
    public required string Says { get; init; }

    /// <summary>The arms that it is about: those with all these labels; all arms by default.</summary>
    [Description("The arms that it is about: those with all these names of values; all arms by default.")]
    public IReadOnlyList<string> Among { get; init; } = [];

    /// <summary>What makes no sense for the runs of a part: keys with what is wrong, as sentences.</summary>
    public virtual IEnumerable<(string Key, string Problem)> Problems(PartPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Selection(plan, Among, "among", []);
    }

    /// <summary>Whether the runs bear the statement out, with the numbers that say so.</summary>
    public Verdict Test(PartResults results)
    {
        (bool holds, string numbers) = Judge(results);
        return new(Says, holds, numbers);
    }

    /// <summary>The arms whose runs are looked at.</summary>
    protected virtual IEnumerable<Arm> Arms(PartPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Among(Among);
    }

    /// <summary>The judgement with its numbers, in words.</summary>
    protected abstract (bool Holds, string Numbers) Judge(PartResults results);

    /// <summary>Checks names of values.</summary>
    protected static IEnumerable<(string Key, string Problem)> Selection(
        PartPlan plan, IReadOnlyList<string> labels, string key, IReadOnlyList<string> among)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(labels);
        string? unknown = labels.FirstOrDefault(label => !plan.Labels.Contains(label));
        if (unknown is not null)
            yield return (
                key, $"no axis has a value called '{DocumentProblem.Shorten(unknown)}'{DidYouMean.Remedy(unknown, "names", plan.Labels)}");
        else if (plan.Among([.. labels, .. among]).Count == 0)
            yield return (key, $"no arm is called {string.Join(", ", labels.Concat(among).Select(label => $"'{label}'"))} at once.");
    }
}

/// <summary>What became of a claim.</summary>
/// <param name="Says">The statement.</param>
/// <param name="Holds">Whether the runs bear it out.</param>
/// <param name="Numbers">The numbers that say so.</param>
public sealed record Verdict(string Says, bool Holds, string Numbers);

/// <summary>A claim about how a measure goes from epoch to epoch.</summary>
public abstract record HistoryClaim : Claim
{
    /// <summary>The measure, one of those that every epoch has.</summary>
    [Description("The measure, one of those that every epoch has, such as train_loss.")]
    public required string Measure { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Problem)> Problems(PartPlan plan) =>
        base.Problems(plan).Concat(Measures.Problem(Measure, plan.Arms, ofHistory: true) is { } problem ? [("measure", problem)] : []);
}

/// <summary>A claim about a measure.</summary>
public abstract record MeasuredClaim : Claim
{
    /// <summary>The measure, such as <c>test_accuracy</c>; see <see cref="Measures"/>.</summary>
    [Description("The measure, such as test_accuracy.")]
    public required string Measure { get; init; }

    /// <summary>The epoch after which it is looked at; the final weights by default.</summary>
    [Description("The epoch after which it is looked at; the final weights by default."), Bounds(From = 1)]
    public int? Epoch { get; init; }

    /// <summary>Takes the epochs until the measure reaches this value instead of the measure itself.</summary>
    [Description("Takes the epochs until the measure reaches this value in place of the measure itself.")]
    public double? Reaches { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Epoch is not null && Reaches is not null) throw new SpecException(this, "reaches", "excludes epoch; say only one of them");
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Problem)> Problems(PartPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach ((string, string) problem in base.Problems(plan)) yield return problem;
        if (Measures.Problem(Measure, plan.Arms, ofHistory: Epoch is not null || Reaches is not null) is { } measure)
            yield return ("measure", measure);
        else if (Epoch is { } at && Measures.EpochProblem(at, Measure, Arms(plan)) is { } epoch) yield return ("epoch", epoch);
    }

    /// <summary>The measure of every run of some arms.</summary>
    protected IReadOnlyList<double> Values(IEnumerable<ArmResults> arms) => Measures.Of(arms, Measure, Epoch, Reaches);

    /// <summary>A number of this measure, for readers.</summary>
    protected string Number(double value) => Measures.Number(value, Reaches is null ? Measure : "epochs");

    /// <summary>The measure of some arms as mean ± standard deviation, for readers.</summary>
    protected string Spread(IReadOnlyList<ArmResults> arms) =>
        Measures.Spread([.. arms.SelectMany(arm => arm.Runs)], Values(arms), Measure, Reaches, Epoch);

    /// <summary>The measure in words.</summary>
    protected string Words(PartResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return Measures.Words(Measure, Epoch, Reaches, results.Plan.Arms);
    }
}
