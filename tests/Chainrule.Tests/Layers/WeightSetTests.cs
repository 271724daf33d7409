using Chainrule.Layers;
using Chainrule.Parameters;

namespace Chainrule.Tests.Layers;

public class WeightSetTests
{
    private static readonly Layer[] Layers = [new Linear(4), new BatchNorm(), new Linear(3)];

    [Fact]
    public void A_network_gets_back_what_was_captured()
    {
        Network<float> network = Changed(1);
        WeightSet<float> set = new(network);
        Assert.All(set.Weights.ToArray(), weight => Assert.Equal(0, weight));
        set.Capture(network);
        string hash = network.WeightsSha256();
        network.Weights.Clear();
        network.Buffers[0].Value[0] = 9;
        Assert.NotEqual(hash, network.WeightsSha256());
        set.Restore(network);
        Assert.Equal(hash, network.WeightsSha256());
        Assert.Equal(network.Weights.ToArray(), set.Weights);
        Assert.Equal(network.Buffers.Select(buffer => buffer.Value), set.Buffers);
    }

    [Fact]
    public void A_set_of_buffers_leaves_the_weights_alone()
    {
        Network<float> network = Changed(1);
        WeightSet<float> set = WeightSet<float>.ForBuffers(network);
        Assert.True(set.Weights.IsEmpty);
        set.Capture(network);
        float[] weights = [.. Enumerable.Range(0, network.Weights.Length).Select(i => (float)i)];
        weights.CopyTo(network.Weights);
        float before = network.Buffers[0].Value[0];
        network.Buffers[0].Value[0] = 9;
        set.Restore(network);
        Assert.Equal(weights, network.Weights);
        Assert.Equal(before, network.Buffers[0].Value[0]);
    }

    [Fact]
    public void One_network_can_hand_its_weights_to_another_of_the_same_layers()
    {
        Network<float> one = Changed(1), other = Changed(2);
        WeightSet<float>.Of(one).Restore(other);
        Assert.Equal(one.WeightsSha256(), other.WeightsSha256());
    }

    [Fact]
    public void A_network_of_other_layers_is_refused_and_left_as_it_is()
    {
        WeightSet<float> set = WeightSet<float>.Of(Changed(1));
        Layer[][] others = [[new Linear(4), new BatchNorm(), new Linear(4)], [new Linear(4), new LayerNorm(), new Linear(3)],
            [new Linear(4), new Linear(3)]];
        Assert.All(others, layers =>
        {
            Network<float> other = Network.Build<float>([5], layers);
            string hash = other.WeightsSha256();
            Assert.Throws<ArgumentException>(() => set.Restore(other));
            Assert.Throws<ArgumentException>(() => set.Capture(other));
            Assert.Equal(hash, other.WeightsSha256());
        });
    }

    [Fact]
    public void Capturing_and_restoring_allocate_nothing()
    {
        Network<float> network = Changed(1);
        WeightSet<float> set = WeightSet<float>.Of(network);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            set.Capture(network);
            set.Restore(network);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static Network<float> Changed(ulong seed)
    {
        Network<float> network = Network.Build<float>([5], Layers, seed);
        foreach (LayerBuffer<float> buffer in network.Buffers) buffer.Value.AsSpan().Fill(seed + 0.5f);
        return network;
    }
}
