using Chainrule.Data;

namespace Chainrule.Tests.Data;

public class GeneratorsTests
{
    [Fact]
    public void Xor_is_21_points_on_the_diagonals()
    {
        Dataset<double> xor = Generators.Xor<double>();
        double[] values = xor.InputTensor().ToArray();
        Assert.Equal((21, 2), (xor.Count, xor.Classes));
        HashSet<(double, double)> seen = [];
        for (int i = 0; i < 21; i++)
        {
            (double x, double y) = (values[2 * i], values[2 * i + 1]);
            Assert.True(seen.Add((x, y)));
            Assert.Equal(xor.Label(i) == 0 ? x : 1 - x, y, 1e-15);
            Assert.Equal(x, Math.Round(10 * x) / 10);
        }
        Assert.Equal(11, Enumerable.Range(0, 21).Count(i => xor.Label(i) == 0));
        Assert.Contains((0.5, 0.5), seen);
    }

    [Fact]
    public void Linear_labels_points_of_the_unit_square_by_x_above_y()
    {
        Dataset<float> linear = Generators.Linear<float>(1000, seed: 3);
        float[] values = linear.InputTensor().ToArray();
        Assert.All(values, value => Assert.InRange(value, 0, 1));
        for (int i = 0; i < 1000; i++) Assert.Equal(values[2 * i] > values[2 * i + 1] ? 1 : 0, linear.Label(i));
        Assert.InRange(Enumerable.Range(0, 1000).Sum(linear.Label), 430, 570);
    }

    [Fact]
    public void Circles_without_noise_have_the_radii_one_and_factor()
    {
        Dataset<double> circles = Generators.Circles<double>(101, noise: 0, factor: 0.3);
        Each(circles, (x, y, label) => Assert.Equal(label == 0 ? 1 : 0.3, Math.Sqrt(x * x + y * y), 1e-12));
    }

    [Fact]
    public void Moons_without_noise_are_two_half_circles()
    {
        Each(Generators.Moons<double>(101, noise: 0), (x, y, label) =>
        {
            (double cx, double cy) = label == 0 ? (0.0, 0.0) : (1.0, 0.5);
            Assert.Equal(1, Math.Sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy)), 1e-12);
            Assert.True(label == 0 ? y >= cy - 1e-12 : y <= cy + 1e-12);
        });
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1.75)]
    public void Spirals_without_noise_wind_as_stated(int classes, double turns)
    {
        Dataset<double> spirals = Generators.Spirals<double>(200, classes, turns, noise: 0);
        Each(spirals, (x, y, label) =>
        {
            double radius = Math.Sqrt(x * x + y * y), angle = 2 * Math.PI * (turns * radius + (double)label / classes);
            Assert.InRange(radius, 1e-3, 1 + 1e-12);
            Assert.Equal((radius * Math.Cos(angle), radius * Math.Sin(angle)).Item1, x, 1e-9);
            Assert.Equal(radius * Math.Sin(angle), y, 1e-9);
        });
    }

    [Fact]
    public void Blobs_without_spread_sit_on_one_centre_per_class()
    {
        Dataset<double> blobs = Generators.Blobs<double>(10, 4, 3, std: 0);
        double[] values = blobs.InputTensor().ToArray();
        Assert.All(values, value => Assert.InRange(value, -10, 10));
        for (int i = 4; i < 10; i++) Assert.Equal(values[(3 * (i - 4))..(3 * (i - 3))], values[(3 * i)..(3 * i + 3)]);
        Assert.Equal(12, values.Distinct().Count());
    }

    [Fact]
    public void Plane_has_the_mean_of_its_coordinates_as_target()
    {
        Dataset<double> plane = Generators.Plane<double>(100);
        double[] values = plane.InputTensor().ToArray(), target = new double[1];
        for (int i = 0; i < 100; i++)
        {
            plane.GatherTargets([i], target, 1);
            Assert.Equal((values[2 * i] + values[2 * i + 1]) / 2, target[0], 1e-15);
        }
    }

    [Fact]
    public void Noise_has_the_stated_deviation()
    {
        double[] clean = Generators.Moons<double>(20_000, noise: 0).InputTensor().ToArray(),
            noisy = Generators.Moons<double>(20_000, noise: 0.3).InputTensor().ToArray();
        Assert.Equal(0.3, Math.Sqrt(clean.Zip(noisy, (a, b) => (a - b) * (a - b)).Average()), 0.005);
    }

    [Fact]
    public void Classes_are_balanced_and_the_seed_decides_the_data()
    {
        foreach (Func<ulong, Dataset<float>> make in (Func<ulong, Dataset<float>>[])
            [
                seed => Generators.Circles<float>(101, seed: seed), seed => Generators.Moons<float>(101, seed: seed),
                seed => Generators.Spirals<float>(101, 3, seed: seed), seed => Generators.Blobs<float>(101, 4, seed: seed),
            ])
        {
            Dataset<float> data = make(1);
            int[] counts = [.. Enumerable.Range(0, data.Classes).Select(c => Enumerable.Range(0, 101).Count(i => data.Label(i) == c))];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
            Assert.Equal(data.Sha256, make(1).Sha256);
            Assert.NotEqual(data.Sha256, make(2).Sha256);
        }
    }

    [Fact]
    public void Impossible_requests_are_refused()
    {
        Assert.Throws<DataException>(() => Generators.Linear<float>(0));
        Assert.Throws<DataException>(() => Generators.Circles<float>(1));
        Assert.Throws<DataException>(() => Generators.Moons<float>(10, noise: -1));
        Assert.Throws<DataException>(() => Generators.Spirals<float>(10, classes: 1));
        Assert.Throws<DataException>(() => Generators.Spirals<float>(2, classes: 3));
        Assert.Throws<DataException>(() => Generators.Blobs<float>(10, features: 0));
        Assert.Throws<DataException>(() => Generators.Blobs<float>(100_000, features: 100_000));
        Assert.Throws<DataException>(() => Generators.Plane<float>(10, noise: double.NaN));
        Assert.Throws<DataException>(() => Generators.Linear<float>(int.MaxValue));
    }

    private static void Each(Dataset<double> data, Action<double, double, int> check)
    {
        double[] values = data.InputTensor().ToArray();
        for (int i = 0; i < data.Count; i++) check(values[2 * i], values[2 * i + 1], data.Label(i));
    }
}
