using Chainrule.Kernels;
using Chainrule.Kernels.Rows;

namespace Chainrule.Tests.Kernels.Rows;

public class ColumnsTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 7, 5)]
    [InlineData(37, 61, 40)]
    [InlineData(1009, 17, 17)]
    [InlineData(3, 40_000, 20_000)]
    public void Columns_go_where_they_should_and_the_others_stay(int rows, int width, int count)
    {
        using Team team = new(3);
        float[] from = [.. Enumerable.Range(0, rows * width).Select(i => i + 1f)];
        foreach (Team threads in (Team[])[Team.Single, team])
        {
            float[] part = new float[rows * (count + 2)], back = new float[from.Length];
            Columns.Copy<float>(threads, rows, count, from, width - count, part, 1);
            Columns.Copy<float>(threads, rows, count, part, 1, back, width - count);
            for (int row = 0; row < rows; row++)
            {
                Assert.Equal(0, part[row * (count + 2)]);
                Assert.Equal(0, part[row * (count + 2) + count + 1]);
                for (int i = 0; i < width; i++)
                    Assert.Equal(i < width - count ? 0 : from[row * width + i], back[row * width + i]);
            }
        }
    }

    [Theory]
    [InlineData(2, 6, 1, 6, 0)]
    [InlineData(2, 6, 0, 6, 1)]
    [InlineData(4, 6, 0, 6, 0)]
    public void What_does_not_fit_is_refused(int rows, int from, int fromFirst, int to, int toFirst) =>
        Assert.Throws<ArgumentException>(() =>
            Columns.Copy<float>(Team.Single, rows, 3, new float[from], fromFirst, new float[to], toFirst));
}
