using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Chainrule.Data;
using Chainrule.Initializers;
using Chainrule.Interchange;
using Chainrule.Kernels;
using Chainrule.Layers;

namespace Chainrule.Tests.Interchange;

public class NetworkFileTests
{
    private static readonly Layer[] Layers =
    [
        new Conv2d(3) { Padding = 1 }, new BatchNorm(), new ReLU(),
            new Residual([new Conv2d(3) { Padding = 1, Bias = false }, new Sequential([new LayerNorm()])]), new Flatten(),
        new Linear(2),
    ];

    [Fact]
    public void Names_types_and_shapes_are_those_of_PyTorch()
    {
        using TemporaryFile file = new();
        Trained<float>().Save(file.Path);
        Assert.Equal(
            [
                "0.weight F32 [3, 1, 3, 3]", "0.bias F32 [3]", "1.weight F32 [3]", "1.bias F32 [3]", "3.0.weight F32 [3, 3, 3, 3]",
                    "3.1.0.weight F32 [3, 4, 5]",
                "3.1.0.bias F32 [3, 4, 5]", "5.weight F32 [2, 60]", "5.bias F32 [2]", "1.running_mean F32 [3]", "1.running_var F32 [3]",
                    "1.num_batches_tracked I64 []",
            ],
            Safetensors.Read(file.Path).Tensors.Select(tensor => $"{tensor.Name} {tensor.Type} [{string.Join(", ", tensor.Shape)}]"));
        SafeTensor count = Safetensors.Read(file.Path).Tensors[^1];
        Assert.Equal(1, BinaryPrimitives.ReadInt64LittleEndian(count.Data.Span));
    }

    [Fact]
    public void A_network_is_loaded_as_it_was_saved_in_either_precision()
    {
        using TemporaryFile file = new();
        Network<float> network = Trained<float>();
        network.Save(file.Path, new Dictionary<string, string> { ["note"] = "kept" });
        Assert.Equal(network.WeightsSha256(), NetworkFile.Load<float>(file.Path).WeightsSha256());
        Assert.Equal("kept", Safetensors.Read(file.Path).Metadata["note"]);
        Network<double> wide = NetworkFile.Load<double>(file.Path);
        Assert.Equal(network.Weights.ToArray().Select(weight => (double)weight), wide.Weights.ToArray());
        wide.Save(file.Path);
        Assert.Equal(network.WeightsSha256(), NetworkFile.Load<float>(file.Path).WeightsSha256());
    }

    [Fact]
    public void Other_weights_than_the_present_ones_can_be_saved()
    {
        using TemporaryFile file = new();
        Network<float> now = Trained<float>(), other = Network.Build<float>([1, 4, 5], Layers, seed: 9);
        now.Save(file.Path, WeightSet<float>.Of(other));
        Assert.Equal(other.WeightsSha256(), NetworkFile.Load<float>(file.Path).WeightsSha256());
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(ulong.MaxValue)]
    public void The_seed_stays_with_the_network(ulong seed)
    {
        using TemporaryFile file = new();
        Network.Build<float>([1, 4, 5], Layers, seed).Save(file.Path);
        Assert.Equal(seed, NetworkFile.Load<double>(file.Path).Seed);
    }

    [Fact]
    public void A_file_that_says_no_seed_has_that_of_earlier_versions()
    {
        using TemporaryFile file = new();
        Safetensors.Write(file.Path, [new("0.weight", "F32", [1, 1], new byte[4]), new("0.bias", "F32", [1], new byte[4])],
            new Dictionary<string, string>
            { ["chainrule.network"] = """{"input":[1],"network":{"layers":[{"type":"linear","units":1,"bias":true}]}}""" });
        Assert.Equal(1UL, NetworkFile.Load<float>(file.Path).Seed);
    }

    [Fact]
    public void A_layer_that_cannot_be_saved_says_so_and_no_file_is_left()
    {
        using TemporaryFile file = new();
        Network<float> network = Network.Build<float>([2], [new Linear(2), new Residual([new Nameless()])]);
        Assert.Equal("The network cannot be saved, since layer 1.0, Nameless(), is of a kind without a name: register it first, with "
            + "Kinds.Register<Layer, Nameless>.", Assert.Throws<NotSupportedException>(() => network.Save(file.Path)).Message);
        network = Network.Build<float>([2], [new Linear(2) { Initializer = new OwnInitializer() }]);
        Assert.StartsWith("The network cannot be saved, since a part of a layer, such as an initializer of your own,",
            Assert.Throws<NotSupportedException>(() => network.Save(file.Path)).Message, StringComparison.Ordinal);
        Assert.Empty(file.Files);
    }

    [Theory]
    [InlineData("F64")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Weights_of_any_floating_point_type_are_taken(string type)
    {
        using TemporaryFile file = new();
        double[] values = [1, -2.5, 0.0078125, 96];
        byte[] data = type switch
        {
            "F64" => MemoryMarshal.AsBytes<double>(values).ToArray(),
            "F16" => MemoryMarshal.AsBytes<Half>([.. values.Select(value => (Half)value)]).ToArray(),
            _ =>
                MemoryMarshal.AsBytes<short>([.. values
                .Select(value => (short)(BitConverter.SingleToInt32Bits((float)value) >> 16))]).ToArray(),
        };
        Safetensors.Write(file.Path, [new("0.weight", type, [2, 2], data), new("0.bias", type, [2], data.AsMemory(0, data.Length / 2))]);
        Network<float> network = Network.Build<float>([2], [new Linear(2)]);
        network.LoadWeights(file.Path);
        Assert.Equal([1, -2.5f, 0.0078125f, 96, 1, -2.5f], network.Weights.ToArray());
    }

    [Fact]
    public void All_differences_are_listed_and_nothing_is_changed()
    {
        using TemporaryFile file = new();
        Network<float> network = Trained<float>();
        List<SafeTensor> tensors = [.. Saved(network).Where(tensor => tensor.Name is not ("0.bias" or "1.num_batches_tracked"))];
        tensors[0] = tensors[0] with { Shape = [3, 3, 1, 3] };
        tensors.Add(new("6.weight", "F32", [], new byte[4]));
        tensors.Add(new("5.bias", "F32", [2], new byte[8]));
        Safetensors.Write(file.Path, tensors);
        string before = network.WeightsSha256();
        DataException error = Assert.Throws<DataException>(() => network.LoadWeights(file.Path));
        Assert.Equal($"{file.Path}: the weights do not fit the network: '5.bias' appears twice; '0.weight' is [3, 3, 1, 3] instead of [3, "
            + $"1, 3, 3]; '0.bias' [3] is missing; "
            + "'1.num_batches_tracked' [] is missing; '6.weight' belongs to no layer.", error.Message);
        Assert.Equal(before, network.WeightsSha256());
    }

    [Fact]
    public void Weights_without_a_description_go_into_a_network_that_is_there()
    {
        using TemporaryFile file = new();
        Network<float> network = Trained<float>(), other = Network.Build<float>([1, 4, 5], Layers, seed: 9);
        Safetensors.Write(file.Path, Saved(network));
        Assert.Contains("no description of a network", Assert.Throws<DataException>(() => NetworkFile.Load<float>(file.Path)).Message,
            StringComparison.Ordinal);
        other.LoadWeights(file.Path);
        Assert.Equal(network.WeightsSha256(), other.WeightsSha256());
    }

    [Theory]
    [InlineData("null", "no network")]
    [InlineData("{}", "cannot read")]
    [InlineData("""{"input":null,"network":null}""", "cannot read")]
    [InlineData("""{"input":[2],"network":{"layers":null}}""", "cannot read")]
    [InlineData("""{"input":[2],"network":{"layers":[null]}}""", "cannot be built")]
    [InlineData("""{"input":[2],"network":{"layers":[{"units":3}]}}""", "cannot read")]
    [InlineData("""{"input":[2],"network":{"layers":[{"type":"cubic"}]}}""", "cannot read")]
    [InlineData("""{"input":[-2],"network":{"layers":[]}}""", "cannot be built")]
    [InlineData("""{"input":[2],"network":{"layers":[{"type":"linear","units":0}]}}""", "cannot be built")]
    [InlineData("""{"input":[2],"network":{"layers":[{"type":"linear","units":1073741824}]}}""", "cannot be built")]
    [InlineData("""{"input":[2000000000],"network":{"layers":[{"type":"linear","units":2000000000}]}}""", "cannot be built")]
    [InlineData("""{"input":[2],"network":{"layers":[{"type":"linear","units":100000000,"bias":true}]}}""", "more than the 20 weights")]
    [InlineData("""{"input":[100000000],"network":{"layers":[{"type":"batch_norm","epsilon":1e-5,"momentum":0.1,"affine":true}]}}""",
        "more than the 20 weights")]
    [InlineData("""{"input":[100000000],"network":{"layers":[{"type":"batch_norm","epsilon":1e-5,"momentum":0.1,"affine":false}]}}""",
        "more than the 20 weights")]
    [InlineData("""{"input":[2],"network":{"layers":[{"type":"conv2d","filters":3}]}}""", "cannot be built")]
    [InlineData("""{"input":[2],"network":{"layers":[{"type":"linear","units":3}]}}""", "the weights do not fit the network")]
    public void A_description_that_makes_no_sense_is_an_error(string description, string message)
    {
        using TemporaryFile file = new();
        Safetensors.Write(file.Path, [new("0.weight", "F32", [20], new byte[80])], new Dictionary<string,
            string>
        { ["chainrule.network"] = description });
        long before = GC.GetAllocatedBytesForCurrentThread();
        DataException error = Assert.Throws<DataException>(() => NetworkFile.Load<float>(file.Path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 22);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(file.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_descriptions_give_a_network_or_a_data_exception_and_take_little_memory()
    {
        using TemporaryFile file = new();
        Network<float> network = Trained<float>();
        network.Save(file.Path);
        (IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata) = Safetensors.Read(file.Path);
        string description = metadata["chainrule.network"];
        RandomStream random = new(6, RandomPurpose.Generator);
        int errors = 0;
        for (int i = 0; i < 4000; i++)
        {
            string damaged = Damage.Of(description, ref random);
            Safetensors.Write(file.Path, tensors, new Dictionary<string, string> { ["chainrule.network"] = damaged });
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                NetworkFile.Load<float>(file.Path);
            }
            catch (DataException)
            {
                errors++;
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 1 << 22, $"{allocated} bytes for {damaged}");
        }
        Assert.InRange(errors, 2000, 3999);
    }

    private static Network<T> Trained<T>() where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Network<T> network = Network.Build<T>([1, 4, 5], Layers, seed: 3);
        T[] x = [.. Enumerable.Range(0, 60).Select(i => T.CreateTruncating(Math.Sin(i)))];
        network.Forward(network.CreateWorkspace(3), x, training: true, seed: 1, step: 0, Team.Single);
        return network;
    }

    private static IReadOnlyList<SafeTensor> Saved(Network<float> network)
    {
        using TemporaryFile file = new();
        network.Save(file.Path);
        return Safetensors.Read(file.Path).Tensors;
    }

    /// <summary>A layer that no program has registered.</summary>
    private sealed record Nameless : Layer
    {
        public override CompiledLayer<T> Compile<T>(LayerBuilder<T> builder) => new Identity().Compile(builder);
    }

    private sealed record OwnInitializer : Initializer
    {
        public override double Draw(Fan fan, ref RandomStream random) => 1;
    }
}
