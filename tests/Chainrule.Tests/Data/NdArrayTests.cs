using Chainrule.Data;

namespace Chainrule.Tests.Data;

public class NdArrayTests
{
    private const long Odd = (1L << 53) + 1;

    [Fact]
    public void Whole_numbers_that_no_double_is_equal_to_are_refused_with_value_and_place()
    {
        NdArray labels = NdArray.Create<int>([0, 1], 2);
        Fails(() => Dataset.Create<float>(NdArray.Create<long>([1, 2, 3, Odd], 2, 2), labels, name: "x.npy"),
            "Row 1 (from 0) of 'x.npy' has 9007199254740993 as element 1, which double precision cannot hold exactly, as few whole numbers "
            + "beyond 2^53; subtract an offset first, or store the array as float64 where rounding does no harm.");
        Fails(() => Dataset.Create<double>(NdArray.Create<ulong>([1, ulong.MaxValue], 2), labels, name: "x.npy"),
            "Row 1 (from 0) of 'x.npy' has 18446744073709551615 as element 0, which");
        Fails(() => Dataset.Create<double>(NdArray.Create<int>([1, 2], 2), NdArray.Create<long>([-Odd, 0], 2, 1), name: "x.npy"),
            "Row 0 (from 0) of 'x.npy' has -9007199254740993 as target value 0, which");
        Fails(() => NdArray.Create<ulong>([0, ulong.MaxValue], 2).ToDoubles(), "Element 1 of the array is 18446744073709551615, which");
        Fails(() => NdArray.Create<long>([long.MaxValue], 1).ToDoubles(), "Element 0 of the array is 9223372036854775807, which");
    }

    [Fact]
    public void Large_whole_numbers_that_a_double_is_equal_to_stay_what_they_are()
    {
        Assert.Equal([-9.2233720368547758e18, 1L << 60, 0, 1L << 53],
            NdArray.Create<long>([long.MinValue, 1L << 60, 0, 1L << 53], 4).ToDoubles());
        Assert.Equal([9.2233720368547758e18, 0], NdArray.Create<ulong>([1UL << 63, 0], 2).ToDoubles());
    }

    [Fact]
    public void Signed_and_unsigned_integers_are_told_apart()
    {
        Assert.Equal([-1, 127], NdArray.Create<sbyte>([-1, 127], 2).ToDoubles());
        Assert.Equal([255, 0], NdArray.Create<byte>([255, 0], 2).ToDoubles());
        Assert.Equal([-1], NdArray.Create<short>([-1], 1).ToDoubles());
        Assert.Equal([65535], NdArray.Create<ushort>([65535], 1).ToDoubles());
        Assert.Equal([-1], NdArray.Create<int>([-1], 1).ToDoubles());
        Assert.Equal([4294967295], NdArray.Create<uint>([4294967295], 1).ToDoubles());
        Assert.Equal([-1], NdArray.Create<long>([-1], 1).ToDoubles());
    }

    [Fact]
    public void Seconds_of_any_integer_or_double_type_are_scaled_before_they_are_rounded()
    {
        const long Start = 1_700_000_000;
        NdArray labels = NdArray.Create<int>([0, 1, 0], 3);
        NdArray[] seconds =
        [
            NdArray.Create<long>([Start, Start + 5, Start + 10], 3), NdArray.Create<double>([Start, Start + 5, Start + 10], 3),
            NdArray.Create<ulong>([Start, Start + 5, Start + 10], 3),
            NdArray.Create<uint>([(uint)Start, (uint)Start + 5, (uint)Start + 10], 3),
        ];
        foreach (NdArray array in seconds)
        {
            Dataset<float> data = Dataset.Create<float>(array, labels);
            float[] scaled = data.Scaled(FeatureScale.Fit(data, Scaling.Unit)).InputTensor().ToArray();
            Assert.Equal([0, 0.5f, 1], scaled);
        }
    }

    [Fact]
    public void Pictures_with_their_channels_last_become_planes_in_every_type()
    {
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            NdArray last = Arrays.Random(type, [2, 3, 4, 5], seed: 1), first = last.ToChannelsFirst();
            Assert.Equal([2, 5, 3, 4], first.Shape);
            for (int i = 0; i < last.Length; i++)
            {
                (int n, int y, int x, int c) = (i / 60, i / 20 % 3, i / 5 % 4, i % 5);
                Assert.Equal(last.Data.GetValue(i), first.Data.GetValue(((n * 5 + c) * 3 + y) * 4 + x));
            }
        }
        Fails(() => NdArray.Create<int>([1, 2], 2).ToChannelsFirst(), "An array of shape (2,) holds no pictures");
    }

    [Fact]
    public void An_array_is_read_in_another_shape_without_a_copy()
    {
        NdArray row = NdArray.Create<int>([1, 2, 3, 4, 5, 6], 6), table = row.Reshape(2, 3);
        Assert.Same(row.Data, table.Data);
        Assert.Equal([2, 3], table.Shape);
        Fails(() => row.Reshape(2, 4), "An array of 6 elements, (6,), cannot be read as (2, 4).");
    }

    private static void Fails(Action action, string message) =>
        Assert.Contains(message, Assert.Throws<DataException>(action).Message, StringComparison.Ordinal);
}
