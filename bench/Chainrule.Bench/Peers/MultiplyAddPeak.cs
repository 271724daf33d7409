using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Chainrule.Bench.Peers;

/// <summary>How fast this machine multiplies and adds when nothing else is in the way: twelve independent sums in registers, in the
/// widest vectors that .NET uses here. A turn's time is that of 10⁹ operations, all threads together.</summary>
internal sealed class MultiplyAddPeak(int threads) : Contestant(Peak, threads)
{
    private const int Sums = 12;
    private const int Iterations = 4_000_000;
    private static float sink;

    private static int Lanes =>
        Vector512.IsHardwareAccelerated ? Vector512<float>.Count
        : Vector256.IsHardwareAccelerated ? Vector256<float>.Count
        : Vector128<float>.Count;

    public override Turn Take()
    {
        using Barrier start = new(Threads);
        long[] begun = new long[Threads], ended = new long[Threads];
        Thread[] workers = [.. Enumerable.Range(0, Threads).Select(i => new Thread(() =>
        {
            // A core that was idle takes some milliseconds to its full speed.
            for (int warmUp = 0; warmUp < 3; warmUp++) sink += Run();
            start.SignalAndWait();
            begun[i] = Stopwatch.GetTimestamp();
            sink += Run();
            ended[i] = Stopwatch.GetTimestamp();
        }))];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        double seconds = Stopwatch.GetElapsedTime(begun.Min(), ended.Max()).TotalSeconds;
        return new(seconds / (2.0 * Sums * Lanes * Iterations * Threads / 1e9), 0);
    }

    private static float Run() =>
        Vector512.IsHardwareAccelerated ? Run512(0.999f, 1e-3f)
        : Vector256.IsHardwareAccelerated ? Run256(0.999f, 1e-3f)
        : Run128(0.999f, 1e-3f);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run512(float factor, float term)
    {
        Vector512<float> f = Vector512.Create(factor), t = Vector512.Create(term);
        Vector512<float> a = t, b = t, c = t, d = t, e = t, g = t, h = t, i = t, j = t, k = t, l = t, m = t;
        for (int n = 0; n < Iterations; n++)
        {
            a = Vector512.FusedMultiplyAdd(a, f, t);
            b = Vector512.FusedMultiplyAdd(b, f, t);
            c = Vector512.FusedMultiplyAdd(c, f, t);
            d = Vector512.FusedMultiplyAdd(d, f, t);
            e = Vector512.FusedMultiplyAdd(e, f, t);
            g = Vector512.FusedMultiplyAdd(g, f, t);
            h = Vector512.FusedMultiplyAdd(h, f, t);
            i = Vector512.FusedMultiplyAdd(i, f, t);
            j = Vector512.FusedMultiplyAdd(j, f, t);
            k = Vector512.FusedMultiplyAdd(k, f, t);
            l = Vector512.FusedMultiplyAdd(l, f, t);
            m = Vector512.FusedMultiplyAdd(m, f, t);
        }
        return Vector512.Sum(a + b + c + d + e + g + (h + i + j + k + l + m));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run256(float factor, float term)
    {
        Vector256<float> f = Vector256.Create(factor), t = Vector256.Create(term);
        Vector256<float> a = t, b = t, c = t, d = t, e = t, g = t, h = t, i = t, j = t, k = t, l = t, m = t;
        for (int n = 0; n < Iterations; n++)
        {
            a = Vector256.FusedMultiplyAdd(a, f, t);
            b = Vector256.FusedMultiplyAdd(b, f, t);
            c = Vector256.FusedMultiplyAdd(c, f, t);
            d = Vector256.FusedMultiplyAdd(d, f, t);
            e = Vector256.FusedMultiplyAdd(e, f, t);
            g = Vector256.FusedMultiplyAdd(g, f, t);
            h = Vector256.FusedMultiplyAdd(h, f, t);
            i = Vector256.FusedMultiplyAdd(i, f, t);
            j = Vector256.FusedMultiplyAdd(j, f, t);
            k = Vector256.FusedMultiplyAdd(k, f, t);
            l = Vector256.FusedMultiplyAdd(l, f, t);
            m = Vector256.FusedMultiplyAdd(m, f, t);
        }
        return Vector256.Sum(a + b + c + d + e + g + (h + i + j + k + l + m));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run128(float factor, float term)
    {
        Vector128<float> f = Vector128.Create(factor), t = Vector128.Create(term);
        Vector128<float> a = t, b = t, c = t, d = t, e = t, g = t, h = t, i = t, j = t, k = t, l = t, m = t;
        for (int n = 0; n < Iterations; n++)
        {
            a = Vector128.FusedMultiplyAdd(a, f, t);
            b = Vector128.FusedMultiplyAdd(b, f, t);
            c = Vector128.FusedMultiplyAdd(c, f, t);
            d = Vector128.FusedMultiplyAdd(d, f, t);
            e = Vector128.FusedMultiplyAdd(e, f, t);
            g = Vector128.FusedMultiplyAdd(g, f, t);
            h = Vector128.FusedMultiplyAdd(h, f, t);
            i = Vector128.FusedMultiplyAdd(i, f, t);
            j = Vector128.FusedMultiplyAdd(j, f, t);
            k = Vector128.FusedMultiplyAdd(k, f, t);
            l = Vector128.FusedMultiplyAdd(l, f, t);
            m = Vector128.FusedMultiplyAdd(m, f, t);
        }
        return Vector128.Sum(a + b + c + d + e + g + (h + i + j + k + l + m));
    }
}
