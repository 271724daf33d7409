using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chainrule.Data;
using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Models;

/// <summary>What a saved network must give for some inputs that are saved with it, so that whoever loads it can see whether it is still
/// itself: weights that changed on the disk, or a version that computes otherwise, are found before anything is predicted.</summary>
/// <remarks>The inputs are made up, so that no sample of anybody's data travels with the weights. Numbers are doubles, little-endian, in
/// base64. Instruction sets may differ in the last bits, hence the tolerance.</remarks>
internal sealed record SelfTest(int Samples, string Inputs, string Outputs, double Tolerance);

public sealed partial class Model<T>
{
    /// <summary>Writes the tests of networks of one precision, and puts networks to theirs.</summary>
    internal static class SelfTests
    {
        /// <summary>The keys of the texts.</summary>
        public const string Key = "chainrule.self_test", HashKey = "chainrule.weights_sha256";

        private const int Count = 2;

        /// <summary>Adds the proof of these weights to the texts of their file.</summary>
        public static void Add(Network<T> network, Dictionary<string, string> texts)
        {
            texts[HashKey] = network.WeightsSha256();
            texts[Key] = JsonSerializer.Serialize(Of(network), SelfTestJson.Default.SelfTest);
        }

        /// <summary>Checks a network against the texts of its file. A file of an earlier version, which says nothing of this, is left at
        /// that.</summary>
        /// <param name="network">The network as it was loaded.</param>
        /// <param name="texts">What its file says of itself.</param>
        /// <param name="isExact">Whether it has the precision that it was saved in.</param>
        /// <param name="file">The file.</param>
        /// <exception cref="DataException">The network is not what was saved.</exception>
        public static void Verify(Network<T> network, IReadOnlyDictionary<string, string> texts, bool isExact, string file)
        {
            const string Remedy = "The file was changed or damaged after it was written; take another copy of it, or train again.";
            if (isExact && texts.TryGetValue(HashKey, out string? stated) && network.WeightsSha256() is var hash && hash != stated)
                throw new DataException($"the weights have the SHA-256 {hash}, but the file says {stated}. {Remedy}", file);
            if (!texts.TryGetValue(Key, out string? text)) return;
            (double[] inputs, double[] expected, double tolerance) = Read(text, network, file);
            double[] actual = Run(network, inputs);
            if (!isExact) tolerance = Math.Max(tolerance, Tolerance);
            double size = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
            for (int i = 0; i < expected.Length; i++)
                if (!(Math.Abs(actual[i] - expected[i]) <= tolerance * Math.Max(1, size)) && !actual[i].Equals(expected[i]))
                    throw new DataException(string.Create(CultureInfo.InvariantCulture,
                        $"the network gives {actual[i]} as output {i % network.OutputShape.Size} of its test sample "
                            + $"{i / network.OutputShape.Size}, but gave {expected[i]} when it was saved. {Remedy}"), file);
        }

        private static SelfTest Of(Network<T> network)
        {
            RandomStream random = new(seed: 1, RandomPurpose.Generator, 0);
            double[] inputs = new double[Count * network.InputShape.Size];
            // Numbers that single precision holds, so that both precisions start from the same ones.
            foreach (ref double value in inputs.AsSpan()) value = (float)(2 * random.NextDouble() - 1);
            return new(Count, Text(inputs), Text(Run(network, inputs)), Tolerance);
        }

        /// <summary>What a saved network may be off by, relative to its largest output (or 1, if that is more).</summary>
        private static double Tolerance => typeof(T) == typeof(float) ? 1e-4 : 1e-10;

        private static double[] Run(Network<T> network, double[] inputs)
        {
            T[] outputs = new T[inputs.Length / network.InputShape.Size * network.OutputShape.Size];
            network.Predict(Array.ConvertAll(inputs, T.CreateTruncating), outputs);
            return Array.ConvertAll(outputs, double.CreateTruncating);
        }

        private static (double[] Inputs, double[] Outputs, double Tolerance) Read(string text, Network<T> network, string file)
        {
            try
            {
                SelfTest test = JsonSerializer.Deserialize(text, SelfTestJson.Default.SelfTest)
                    ?? throw new JsonException("There is none.");
                double[] inputs = Numbers(test.Inputs), outputs = Numbers(test.Outputs);
                if (test.Samples < 1 || inputs.Length != (long)test.Samples * network.InputShape.Size
                    || outputs.Length != (long)test.Samples * network.OutputShape.Size
                    || !inputs.All(value => T.IsFinite(T.CreateTruncating(value))) || !(test.Tolerance >= 0 && test.Tolerance < 1))
                    throw new JsonException("Its numbers do not fit the network.");
                return (inputs, outputs, test.Tolerance);
            }
            catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
            {
                throw new DataException($"the file holds a test of itself that cannot be read: {e.Message}", file, cause: e);
            }
        }

        private static string Text(double[] values) => Convert.ToBase64String(MemoryMarshal.AsBytes(values.AsSpan()));

        private static double[] Numbers(string text) => Convert.FromBase64String(text) is { } bytes && bytes.Length % sizeof(double) == 0
            ? MemoryMarshal.Cast<byte, double>(bytes).ToArray() : throw new FormatException("Its numbers are cut off.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SelfTest))]
internal sealed partial class SelfTestJson : JsonSerializerContext;
