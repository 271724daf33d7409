using Chainrule.Bench.Peers;
using static Chainrule.Bench.Peers.Text;

namespace Chainrule.Bench.Builds;

/// <summary>The command <c>builds OTHER</c>: this build and another one, or a program compiled ahead of time, take turns at the same work,
/// so that a change of the code shows and a change of the machine's speed does not.</summary>
internal static class BuildsCommand
{
    private const string Start = "start";
    private const int Rounds = 9;

    // The processor cools down, and threads that still spin come to rest.
    private static readonly TimeSpan rest = TimeSpan.FromMilliseconds(100);

    public static int Run(string[] args)
    {
        string[] rows = [.. args.Skip(1).Where(word => word != "--quick")];
        Build mine = new("this", Repository.Root), other = new("other", Path.GetFullPath(args.Length > 0 ? args[0] : ""));
        string[] all = other.IsProgram ? [.. TurnsCommand.Rows] : [.. TurnsCommand.Rows, Start];
        string? complaint = rows.Except(all).FirstOrDefault() is { } unknown ? $"'{unknown}' is no row; there are {string.Join(", ", all)}."
            : (mine.Missing ?? other.Missing) is { } missing ? $"{missing} is missing; build that version with: dotnet build -c Release"
            : null;
        if (complaint is not null)
        {
            Console.Error.WriteLine(complaint);
            return 2;
        }
        try
        {
            return Compare(mine, other, rows.Length > 0 ? rows : all, args.Contains("--quick") ? 0.25 : 1);
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    private static int Compare(Build mine, Build other, string[] rows, double share)
    {
        int[] threadCounts = Environment.ProcessorCount > 1 ? [1, 2] : [1];
        int slower = 0;
        Console.WriteLine(Head("row", "threads", "this build", "other build", "ratio", "same result", "target"));
        foreach (string row in rows)
            foreach (int threads in TrainingTask.All.Any(task => task.Key == row) ? threadCounts : [1])
            {
                Score[] scores = Hold(row, () => [Contestant(mine), Contestant(other)]);
                bool isMet = scores[0].Median <= scores[1].Most;
                if (!isMet) slower++;
                string same = row == Start ? None : scores[0].Result.Equals(scores[1].Result) ? "yes" : "**no**";
                Console.WriteLine(Row(row, $"{threads}", Times(scores[0]), Times(scores[1]), Ratio(scores[0].RatioTo(scores[1])), same,
                    Verdict("median ≤ the other's most", isMet)));

                Contestant Contestant(Build build) => row == Start ? new ToolStart(build) : new BuildProcess(build, row, threads, share);
            }
        return slower == 0 ? 0 : 1;
    }

    /// <summary>Nine rounds; who begins a round alternates, so that neither has the better place in it.</summary>
    private static Score[] Hold(string title, Func<Contestant[]> start)
    {
        Console.Error.Write($"{title}: warming up");
        Contestant[] contestants = start();
        try
        {
            Turn[][] turns = [.. contestants.Select(_ => new Turn[Rounds])];
            foreach (Contestant contestant in contestants) contestant.Take();
            for (int round = 0; round < Rounds; round++)
            {
                Console.Error.Write($"{(round == 0 ? ", round" : "")} {round + 1}");
                for (int i = 0; i < contestants.Length; i++)
                {
                    int who = (i + round) % contestants.Length;
                    turns[who][round] = contestants[who].Take();
                    Thread.Sleep(rest);
                }
            }
            Console.Error.WriteLine();
            return [.. contestants.Select((contestant, i) =>
                new Score(contestant.Name, contestant.Threads, contestant.Precision, turns[i]))];
        }
        finally
        {
            foreach (Contestant contestant in contestants) contestant.Dispose();
        }
    }
}
