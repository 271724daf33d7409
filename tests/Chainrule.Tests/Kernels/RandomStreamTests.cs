using Chainrule.Kernels;

namespace Chainrule.Tests.Kernels;

public class RandomStreamTests
{
    /// <summary>Source: Random123 1.14, tests/kat_vectors, philox4x32 with 10 rounds.</summary>
    [Theory]
    [InlineData("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8")]
    [InlineData("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd")]
    [InlineData("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1")]
    public void Philox_gives_the_published_answers(string counter, string key, string expected)
    {
        uint[] c = Words(counter), k = Words(key), e = Words(expected);
        Assert.Equal((e[0], e[1], e[2], e[3]), RandomStream.Philox(c[0], c[1], c[2], c[3], k[0], k[1]));
    }

    [Fact]
    public void A_stream_is_the_Philox_blocks_of_its_counter_in_sequence()
    {
        RandomStream random = new(0x0123456789ABCDEF, RandomPurpose.Dropout, first: 0x1122334455667788, second: 0x99AABB);
        for (uint block = 0; block < 3; block++)
        {
            (uint a, uint b, uint c, uint d) = RandomStream.Philox(block, 0x55667788, 0x11223344, 0x0499AABB, 0x89ABCDEF, 0x01234567);
            Assert.Equal([a, b, c, d], Enumerable.Range(0, 4).Select(_ => random.NextUInt32()));
        }
    }

    [Fact]
    public void A_stream_can_start_at_any_word()
    {
        RandomStream sequential = new(7, RandomPurpose.Initializer, 3), origin = sequential;
        for (ulong word = 0; word < 64; word++) Assert.Equal(sequential.NextUInt32(), origin.At(word).NextUInt32());

        RandomStream moved = origin.At(5), walked = origin;
        for (int i = 0; i < 5; i++) walked.NextUInt32();
        for (int i = 0; i < 50; i++) Assert.Equal(walked.NextDouble(), moved.NextDouble());
    }

    [Fact]
    public void A_moved_stream_forgets_the_spare_normal()
    {
        RandomStream random = new(7, RandomPurpose.Initializer);
        double first = random.NextNormal();
        Assert.Equal(first, random.At(0).NextNormal());
    }

    [Fact]
    public void A_stream_ends_after_two_to_the_34_words()
    {
        RandomStream last = new RandomStream(1, RandomPurpose.Shuffle).At((1UL << 34) - 1);
        last.NextUInt32();
        Assert.Throws<InvalidOperationException>(() => last.NextUInt32());
    }

    [Fact]
    public void Streams_of_different_seed_purpose_or_index_share_no_words()
    {
        RandomStream[] streams =
        [
            new(1, RandomPurpose.Shuffle), new(2, RandomPurpose.Shuffle), new(1UL << 32 | 1, RandomPurpose.Shuffle),
                new(1, RandomPurpose.Split),
            new(1, RandomPurpose.Shuffle, 1), new(1, RandomPurpose.Shuffle, 1UL << 32), new(1, RandomPurpose.Shuffle, 0, 1),
        ];
        HashSet<(uint, uint)> seen = [];
        foreach (RandomStream stream in streams)
        {
            RandomStream random = stream;
            for (int i = 0; i < 1000; i++) Assert.True(seen.Add((random.NextUInt32(), random.NextUInt32())));
        }
    }

    [Fact]
    public void Doubles_are_uniform_in_zero_to_one()
    {
        RandomStream random = new(11, RandomPurpose.Generator);
        int[] bins = new int[100];
        double sum = 0, squares = 0;
        const int count = 1_000_000;
        for (int i = 0; i < count; i++)
        {
            double value = random.NextDouble();
            Assert.InRange(value, 0, Math.BitDecrement(1.0));
            bins[(int)(100 * value)]++;
            sum += value;
            squares += value * value;
        }
        Assert.Equal(0.5, sum / count, 0.0015);
        Assert.Equal(1 / 3.0, squares / count, 0.0015);
        Assert.InRange(ChiSquare(bins, count / 100.0), 52, 163); // 99 degrees of freedom; 0.9999 of the mass
    }

    [Fact]
    public void Normals_have_the_moments_of_the_standard_normal_distribution()
    {
        RandomStream random = new(12, RandomPurpose.Generator);
        const int count = 1_000_000;
        double first = 0, second = 0, third = 0, fourth = 0, previous = 0, product = 0;
        int within = 0;
        for (int i = 0; i < count; i++)
        {
            double value = random.NextNormal();
            first += value;
            second += value * value;
            third += value * value * value;
            fourth += value * value * value * value;
            product += value * previous;
            previous = value;
            if (Math.Abs(value) < 1) within++;
        }
        Assert.Equal(0, first / count, 0.005);
        Assert.Equal(1, second / count, 0.007);
        Assert.Equal(0, third / count, 0.02);
        Assert.Equal(3, fourth / count, 0.05);
        Assert.Equal(0, product / count, 0.005);
        Assert.Equal(0.682689, within / (double)count, 0.0025);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Integers_below_a_bound_are_equally_likely(int bound)
    {
        RandomStream random = new(13, RandomPurpose.Generator, (ulong)bound);
        int[] counts = new int[bound];
        for (int i = 0; i < 10_000 * bound; i++) counts[random.Next(bound)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void Integers_below_a_bound_near_the_word_size_have_no_bias()
    {
        // Without rejection, 2³² words spread over 3·2²⁹ values would favour a third of them by half.
        RandomStream random = new(14, RandomPurpose.Generator);
        int[] thirds = new int[3];
        for (int i = 0; i < 300_000; i++) thirds[random.Next(3 << 29) % 3]++;
        Assert.All(thirds, count => Assert.InRange(count, 98_700, 101_300));
    }

    [Fact]
    public void A_bound_below_one_is_refused()
    {
        RandomStream random = new(1, RandomPurpose.Generator);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(-1));
    }

    [Fact]
    public void Every_order_of_four_items_is_equally_likely()
    {
        RandomStream random = new(15, RandomPurpose.Shuffle);
        Dictionary<string, int> counts = [];
        for (int i = 0; i < 240_000; i++)
        {
            char[] items = ['a', 'b', 'c', 'd'];
            random.Shuffle<char>(items);
            string order = new(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(24, counts.Count);
        Assert.InRange(ChiSquare(counts.Values, 10_000), 4, 60); // 23 degrees of freedom; 0.9999 of the mass
    }

    private static double ChiSquare(IEnumerable<int> counts, double expected) =>
        counts.Sum(count => (count - expected) * (count - expected) / expected);

    private static uint[] Words(string hexadecimal) => [.. hexadecimal.Split(' ').Select(word => Convert.ToUInt32(word, 16))];
}
