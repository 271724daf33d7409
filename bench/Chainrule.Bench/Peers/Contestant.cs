namespace Chainrule.Bench.Peers;

/// <summary>Who does some work: Chainrule or a peer, with a number of threads and in a precision.</summary>
internal abstract class Contestant(string name, int threads, string precision = Contestant.Single) : IDisposable
{
    public const string Chainrule = "Chainrule", NumPy = "NumPy", PyTorch = "PyTorch", Peak = "multiply-add peak";
    public const string Single = "float32", Double = "float64";

    public string Name { get; } = name;

    public int Threads { get; } = threads;

    public string Precision { get; } = precision;

    /// <summary>Does the whole work once, from the same beginning every time.</summary>
    public abstract Turn Take();

    public virtual void Dispose() => GC.SuppressFinalize(this);

    public override string ToString() => $"{Name}, {Threads} thread{(Threads == 1 ? "" : "s")}, {Precision}";
}

/// <summary>One turn.</summary>
/// <param name="Seconds">Per step, product or 10⁹ operations, as the work has it.</param>
/// <param name="Result">What it came to: the final loss, or a checksum. Equal work gives equal results.</param>
/// <param name="AllocatedBytes">Managed memory allocated per step, where it is known.</param>
internal readonly record struct Turn(double Seconds, double Result, double? AllocatedBytes = null);

/// <summary>The turns of one contestant.</summary>
internal sealed record Score(string Name, int Threads, string Precision, Turn[] Turns)
{
    public double Median => MedianOf([.. Turns.Select(turn => turn.Seconds)]);

    public double Least => Turns.Min(turn => turn.Seconds);

    public double Most => Turns.Max(turn => turn.Seconds);

    public double Result => Turns[^1].Result;

    public double? AllocatedBytes => Turns.Min(turn => turn.AllocatedBytes);

    /// <summary>The median over the rounds of how this one's time compares to another's in the same round.</summary>
    public double RatioTo(Score other) => MedianOf([.. Turns.Zip(other.Turns, (mine, theirs) => mine.Seconds / theirs.Seconds)]);

    private static double MedianOf(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
