using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chainrule.Tests.Oracles;

[assembly: AssemblyFixture(typeof(Chainrule.Onnx.Tests.OnnxRuntime))]

namespace Chainrule.Onnx.Tests;

/// <summary>ONNX Runtime in a separate process, which runs one model after another.</summary>
public sealed class OnnxRuntime : IDisposable
{
    private readonly Lock one = new();
    private readonly string folder = Directory.CreateTempSubdirectory("chainrule-onnx-").FullName;
    private Process? process;

    /// <summary>The output of a model for inputs of some shape, batch first.</summary>
    /// <exception cref="NotSupportedException">ONNX Runtime has no implementation of an operator for this precision.</exception>
    public (T[] Values, int[] Shape) Run<T>(byte[] model, T[] input, params int[] shape) where T : unmanaged, INumber<T>
    {
        string node = Peer.Node;
        lock (one)
        {
            process ??= Process.Start(new ProcessStartInfo(node, [Path.Combine(Peer.Folder, "node", "run.mjs")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            string type = typeof(T) == typeof(float) ? "float32" : "float64";
            File.WriteAllBytes(Place("model.onnx"), model);
            File.WriteAllBytes(Place("input"), MemoryMarshal.AsBytes(input.AsSpan()).ToArray());
            process.StandardInput.WriteLine(new JsonObject
            {
                ["model"] = Place("model.onnx"),
                ["input"] = Place("input"),
                ["type"] = type,
                ["shape"] = JsonSerializer.SerializeToNode(shape),
                ["output"] = Place("output"),
            }.ToJsonString());
            JsonNode reply = JsonNode.Parse(process.StandardOutput.ReadLine()
                ?? throw new InvalidOperationException("ONNX Runtime has ended."))!;
            if ((string?)reply["error"] is { } error)
                throw error.Contains("NOT_IMPLEMENTED", StringComparison.Ordinal)
                    || error.Contains("Could not find an implementation", StringComparison.Ordinal)
                    ? new NotSupportedException(error) : new InvalidOperationException(error);
            Assert.Equal(type, (string?)reply["type"]);
            return (MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(Place("output"))).ToArray(), reply["shape"].Deserialize<int[]>()!);
        }
    }

    public void Dispose()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(10_000)) process.Kill();
            process.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }

    private string Place(string name) => Path.Combine(folder, name);
}
