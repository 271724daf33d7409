namespace Chainrule.Bench.Peers;

/// <summary>Contestants take turns, A B C A B C …, so that whatever slows the machine down for a while slows all of them.</summary>
internal static class Contest
{
    // The just-in-time compiler replaces its first code after 30 calls and 100 ms without new code, on a thread of its own; what it
    // compiles last is in use well before this. It is processor time, since on a busy machine that thread has to wait as well.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(1200);

    // Threads of OpenBLAS and OpenMP spin for up to a hundred milliseconds after their work; they must not disturb the next contestant.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    public static Score[] Hold(string title, IReadOnlyList<Contestant> contestants, int rounds)
    {
        Console.Error.Write($"{title}: warming up");
        foreach (Contestant contestant in contestants)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            do contestant.Take();
            while (contestant is not PeerProcess and not MultiplyAddPeak && Environment.CpuUsage.TotalTime - start < WarmUp);
            Thread.Sleep(Rest);
        }
        Turn[][] turns = [.. contestants.Select(_ => new Turn[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            Console.Error.Write($"{(round == 0 ? ", round" : "")} {round + 1}");
            for (int i = 0; i < contestants.Count; i++)
            {
                turns[i][round] = contestants[i].Take();
                Thread.Sleep(Rest);
            }
        }
        Console.Error.WriteLine();
        return [.. contestants.Select((contestant, i) => new Score(contestant.Name, contestant.Threads, contestant.Precision, turns[i]))];
    }
}
