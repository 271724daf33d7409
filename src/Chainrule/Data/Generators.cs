using System.Numerics;
using Chainrule.Kernels;

namespace Chainrule.Data;

/// <summary>Small data sets made up by formula, each with a decision boundary or a surface of its own. The same arguments give the same
/// data; classes take turns (0, 1, 0, 1, …), so they are as equal in number as can be.</summary>
/// <remarks>Noise is Gaussian, with the standard deviation given, and is added to each coordinate.</remarks>
public static class Generators
{
    /// <summary>Exclusive or: 21 points on the two diagonals of the unit square. (i/10, i/10) is of class 0 and (i/10, 1 − i/10) of class 1
    /// for i = 0…10, without a second point in the centre.</summary>
    public static Dataset<T> Xor<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<T> inputs = [];
        List<int> labels = [];
        for (int i = 0; i <= 10; i++) Add(i / 10.0, i / 10.0, 0);
        for (int i = 0; i <= 10; i++)
            if (i != 5) Add(i / 10.0, (10 - i) / 10.0, 1);
        return Dataset.Create(inputs.ToArray(), [2], [.. labels], 2, "xor");

        void Add(double x, double y, int label)
        {
            inputs.AddRange(T.CreateTruncating(x), T.CreateTruncating(y));
            labels.Add(label);
        }
    }

    /// <summary>Uniform points (x, y) in the unit square; the class is 1 where x &gt; y, otherwise 0.</summary>
    /// <exception cref="DataException"><paramref name="samples"/> is below 1.</exception>
    public static Dataset<T> Linear<T>(int samples = 500, ulong seed = 1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(samples, 1, "linear");
        RandomStream random = new(seed, RandomPurpose.Generator);
        T[] inputs = new T[2 * samples];
        int[] labels = new int[samples];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = T.CreateTruncating(random.NextDouble());
        for (int i = 0; i < samples; i++) labels[i] = inputs[2 * i] > inputs[2 * i + 1] ? 1 : 0;
        return Dataset.Create(inputs, [2], labels, 2, "linear");
    }

    /// <summary>Two circles around the origin, class 0 of radius 1 and class 1 of radius <paramref name="factor"/>, each at equal
    /// angles.</summary>
    /// <exception cref="DataException">There are fewer than 2 samples, or the noise is negative.</exception>
    public static Dataset<T> Circles<T>(int samples = 500, double noise = 0.1, double factor = 0.5, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Planar<T>("circles", samples, 2, noise, seed, (label, step, count) =>
            Polar(label == 0 ? 1 : factor, 2 * Math.PI * step / count));

    /// <summary>Two interleaved half circles: class 0 is (cos t, sin t) and class 1 (1 − cos t, ½ − sin t), t from 0 to π.</summary>
    /// <exception cref="DataException">There are fewer than 2 samples, or the noise is negative.</exception>
    public static Dataset<T> Moons<T>(int samples = 500, double noise = 0.1, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Planar<T>("moons", samples, 2, noise, seed, (label, step, count) =>
        {
            (double x, double y) = Polar(1, Math.PI * step / Math.Max(1, count - 1));
            return label == 0 ? (x, y) : (1 - x, 0.5 - y);
        });

    /// <summary>One spiral arm per class: sample k of n has radius r = (k+1)/n and angle 2π (turns·r + class/classes).</summary>
    /// <exception cref="DataException">There are fewer samples than classes or fewer than 2 classes, or the noise is negative.</exception>
    public static Dataset<T> Spirals<T>(int samples = 500, int classes = 2, double turns = 1, double noise = 0.02, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Planar<T>("spirals", samples, classes, noise, seed, (label, step, count) =>
        {
            double radius = (step + 1.0) / count;
            return Polar(radius, 2 * Math.PI * (turns * radius + (double)label / classes));
        });

    /// <summary>One Gaussian cloud per class, of standard deviation <paramref name="std"/>, around a centre drawn uniformly from
    /// [−10, 10] in each of the features.</summary>
    /// <exception cref="DataException">There are fewer samples than classes, fewer than 2 classes or no features, or the deviation is
    /// negative.</exception>
    public static Dataset<T> Blobs<T>(int samples = 500, int classes = 3, int features = 2, double std = 1, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireClasses(samples, classes, std, "blobs");
        if (features < 1 || features > Array.MaxLength / samples)
            throw new DataException($"'blobs' was asked for {features} features; expected 1 to {Array.MaxLength / samples}.");
        RandomStream centres = new(seed, RandomPurpose.Generator), random = new(seed, RandomPurpose.Generator, 1);
        double[] centre = new double[classes * features];
        for (int i = 0; i < centre.Length; i++) centre[i] = 20 * centres.NextDouble() - 10;
        T[] inputs = new T[samples * features];
        int[] labels = new int[samples];
        for (int i = 0; i < samples; i++)
        {
            labels[i] = i % classes;
            for (int feature = 0; feature < features; feature++)
                inputs[i * features + feature] = T.CreateTruncating(centre[labels[i] * features + feature] + std * random.NextNormal());
        }
        return Dataset.Create(inputs, [features], labels, classes, "blobs");
    }

    /// <summary>Regression: uniform points (x, y) in [−1, 1]² with the target (x + y)/2, to which the noise is added.</summary>
    /// <exception cref="DataException"><paramref name="samples"/> is below 1, or the noise is negative.</exception>
    public static Dataset<T> Plane<T>(int samples = 500, double noise = 0, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(samples, 1, "plane");
        RequireNoise(noise, "plane");
        RandomStream random = new(seed, RandomPurpose.Generator);
        T[] inputs = new T[2 * samples], targets = new T[samples];
        for (int i = 0; i < samples; i++)
        {
            double x = 2 * random.NextDouble() - 1, y = 2 * random.NextDouble() - 1;
            (inputs[2 * i], inputs[2 * i + 1]) = (T.CreateTruncating(x), T.CreateTruncating(y));
            targets[i] = T.CreateTruncating((x + y) / 2 + noise * random.NextNormal());
        }
        return Dataset.Create(inputs, [2], targets, [1], "plane");
    }

    /// <summary>Points in the plane; sample <c>step</c> of the <c>count</c> samples of a class lies where <paramref name="point"/>
    /// says.</summary>
    private static Dataset<T> Planar<T>(string name, int samples, int classes, double noise, ulong seed,
        Func<int, int, int, (double X, double Y)> point) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireClasses(samples, classes, noise, name);
        RandomStream random = new(seed, RandomPurpose.Generator);
        T[] inputs = new T[2 * samples];
        int[] labels = new int[samples];
        for (int i = 0; i < samples; i++)
        {
            labels[i] = i % classes;
            (double x, double y) = point(labels[i], i / classes, (samples - labels[i] + classes - 1) / classes);
            inputs[2 * i] = T.CreateTruncating(x + noise * random.NextNormal());
            inputs[2 * i + 1] = T.CreateTruncating(y + noise * random.NextNormal());
        }
        return Dataset.Create(inputs, [2], labels, classes, name);
    }

    private static (double X, double Y) Polar(double radius, double angle) => (radius * Math.Cos(angle), radius * Math.Sin(angle));

    private static void RequireClasses(int samples, int classes, double noise, string name)
    {
        if (classes < 2) throw new DataException($"'{name}' was asked for {classes} classes; expected at least 2.");
        Require(samples, classes, name);
        RequireNoise(noise, name);
    }

    private static void Require(int samples, int least, string name)
    {
        if (samples < least) throw new DataException($"'{name}' was asked for {samples} samples; expected at least {least}.");
        if (samples > Array.MaxLength / 2) throw new DataException(
            $"'{name}' was asked for {samples} samples; expected at most {Array.MaxLength / 2}.");
    }

    private static void RequireNoise(double noise, string name)
    {
        if (!(noise >= 0 && double.IsFinite(noise)))
            throw new DataException(
                $"'{name}' was asked for noise of standard deviation {noise.ToString(System.Globalization.CultureInfo.InvariantCulture)}; "
                    + "expected 0 or more.");
    }
}
