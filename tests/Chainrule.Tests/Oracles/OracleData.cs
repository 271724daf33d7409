using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chainrule.Tests.Oracles;

/// <summary>The reference values under tests/oracles/data, which come from PyTorch and from arithmetic of many digits.</summary>
internal static class OracleData
{
    /// <summary>How canonical records are read: strictly.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowOutOfOrderMetadataProperties = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The folder that holds the reference values.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "oracles", "data");

    /// <summary>The cases of a file, by their names.</summary>
    public static IReadOnlyDictionary<string, TCase> Load<TCase>(string file) where TCase : OracleCase =>
        JsonSerializer.Deserialize<TCase[]>(File.ReadAllText(Path.Combine(Folder, file)), Options)!.ToDictionary(entry => entry.Name);

    /// <summary>The names of the cases, one test each.</summary>
    public static TheoryData<string> Names<TCase>(IReadOnlyDictionary<string, TCase> cases) => [.. cases.Keys];

    /// <summary>Asserts that two numbers agree in about ten digits, or that both are smaller than any normal number that matters.</summary>
    public static void AssertClose(double expected, double actual, string what)
    {
        if (Math.Abs(actual - expected) <= 1e-10 * Math.Abs(expected) || (Math.Abs(expected) < 1e-300 && Math.Abs(actual) < 1e-300)) return;
        Assert.Fail($"{what}: expected {expected:R}, but got {actual:R}.");
    }
}

/// <summary>One entry of a file of reference values.</summary>
/// <param name="Name">What tells it from the others.</param>
/// <param name="Source">Where the values come from.</param>
internal abstract record OracleCase(string Name, string Source);
