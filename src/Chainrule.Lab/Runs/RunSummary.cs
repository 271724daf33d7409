using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chainrule.Data;
using Chainrule.Training;

namespace Chainrule.Lab.Runs;

/// <summary>What came of a run: the content of <c>summary.json</c>.</summary>
public sealed record RunSummary
{
    /// <summary>The recipe's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version of Chainrule.</summary>
    public required string Version { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary><c>float32</c> or <c>float64</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>The number of threads. The result does not depend on it.</summary>
    public required int Threads { get; init; }

    /// <summary>The vector instructions used; the last bits of the result depend on them.</summary>
    public required string InstructionSet { get; init; }

    /// <summary>The machine that the run was finished on; null in files of earlier versions.</summary>
    public Machine? Machine { get; init; }

    /// <summary>The epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>The updates made.</summary>
    public required long Steps { get; init; }

    /// <summary>The number of weights.</summary>
    public required int Parameters { get; init; }

    /// <summary>The scores of the final weights on the training part; empty where the training was cancelled.</summary>
    public required IReadOnlyDictionary<string, double> Train { get; init; }

    /// <summary>The scores of the final weights on the validation part; null where there is none, or where the training was
    /// cancelled.</summary>
    public IReadOnlyDictionary<string, double>? Validation { get; init; }

    /// <summary>The scores of the final weights on the test part; null where there is none, or where the training was cancelled.</summary>
    public IReadOnlyDictionary<string, double>? Test { get; init; }

    /// <summary>The epoch with the best validation score, and the scores of its weights; null where nothing was validated.</summary>
    public BestEpoch? Best { get; init; }

    /// <summary>The seconds from the first step to the end, over all sessions.</summary>
    public required double Seconds { get; init; }

    /// <summary>The samples that went through an update per second of training, evaluation excluded.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>The SHA-256 of the final weights.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>The SHA-256 of the data: of the hashes of its parts.</summary>
    public required string DataSha256 { get; init; }

    /// <summary><c>completed</c>, <c>early_stopped</c>, <c>diverged</c> or <c>cancelled</c>.</summary>
    public required TrainingStatus Status { get; init; }

    /// <summary>Where and why it diverged; null where it did not.</summary>
    public Divergence? Divergence { get; init; }

    /// <summary>What looked wrong with data and recipe before the training began, a sentence or two each; null where nothing did.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>What is wrong with the training and what helps, each in a sentence or two; null where nothing is.</summary>
    public IReadOnlyList<string>? Findings { get; init; }

    /// <summary>Scores by name: the loss, then the metrics.</summary>
    internal static IReadOnlyDictionary<string, double> Named(Scores scores, IReadOnlyList<string> metrics)
    {
        Dictionary<string, double> named = new() { ["loss"] = scores.Loss };
        for (int i = 0; i < metrics.Count; i++) named[metrics[i]] = scores.Metrics[i];
        return named;
    }

    /// <summary>The summary as the text of <c>summary.json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Default.RunSummary) + "\n";

    /// <summary>Reads the text of a <c>summary.json</c>.</summary>
    /// <exception cref="DataException">The text is no summary.</exception>
    public static RunSummary FromJson(string text, string? file = null)
    {
        try
        {
            return JsonSerializer.Deserialize(text, RunJson.Default.RunSummary) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException e)
        {
            throw new DataException($"the summary of the run is damaged: {e.Message} Restore it, or train again.", file, cause: e);
        }
    }
}

/// <summary>A machine, as a run notes it down.</summary>
/// <param name="Processors">Its processors, as the operating system counts them.</param>
/// <param name="System">The operating system with its architecture.</param>
/// <param name="Runtime">The .NET runtime.</param>
public sealed record Machine(int Processors, string System, string Runtime)
{
    /// <summary>This machine.</summary>
    public static Machine Current { get; } = new(Environment.ProcessorCount,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}", RuntimeInformation.FrameworkDescription);
}

/// <summary>The epoch with the best validation score.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Validation">The scores of its weights on the validation part.</param>
/// <param name="Test">The scores of its weights on the test part; null where there is none.</param>
public sealed record BestEpoch(int Epoch, IReadOnlyDictionary<string, double>? Validation, IReadOnlyDictionary<string, double>? Test);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StatusConverter)])]
[JsonSerializable(typeof(RunSummary))]
internal sealed partial class RunJson : JsonSerializerContext;

internal sealed class StatusConverter() : JsonStringEnumConverter<TrainingStatus>(JsonNamingPolicy.SnakeCaseLower);
