using System.Text.Json.Serialization;

namespace Chainrule.Cli.Terminal;

internal sealed record LayerRow(string Path, string Layer, IReadOnlyList<int> OutputShape, int Parameters, long Operations);

internal sealed record Description(string Name, IReadOnlyList<int> InputShape, IReadOnlyList<LayerRow> Layers, int Parameters,
    long Operations, long ParameterBytes, long ActivationBytes, IReadOnlyList<string> Warnings);

internal sealed record GradcheckRow(string Kind, string Name, int Runs, int Checks, double WorstError, string Where, int Kinks,
    bool Passed)
{
    /// <summary>What is wrong beside derivatives; null where nothing is.</summary>
    public string? Finding { get; init; }
}

internal sealed record GradcheckReport(IReadOnlyList<GradcheckRow> Rows, int Checks, double WorstError, double Tolerance, bool Passed);

internal sealed record VerifyRow(int Threads, string Status, long Steps, double Seconds, string WeightsSha256);

internal sealed record VerifyReport(string Name, string Precision, string InstructionSet, IReadOnlyList<VerifyRow> Runs, bool Same);

internal sealed record Information(string Version, string Runtime, string System, string InstructionSet, int Processors,
    string DataDirectory);

internal sealed record DataRow(string Name, string Description, string Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>), TypeInfoPropertyName = "Scores")]
[JsonSerializable(typeof(Description))]
[JsonSerializable(typeof(GradcheckReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(Information))]
[JsonSerializable(typeof(IReadOnlyList<DataRow>), TypeInfoPropertyName = "DataRows")]
internal sealed partial class CliJson : JsonSerializerContext;
