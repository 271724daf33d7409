using System.Runtime.InteropServices;
using Chainrule.Kernels;

namespace Chainrule.Tests.Kernels;

public class TeamTests
{
    public static TheoryData<int> Sizes => [1, 2, 3, 5, 8, 16];

    [Theory, MemberData(nameof(Sizes))]
    public void Every_piece_runs_exactly_once(int threads)
    {
        using Team team = new(threads);
        Assert.Equal(threads, team.Threads);
        foreach (int pieces in (int[])[0, 1, 2, 3, 7, 16, 1000, 20_011])
        {
            Assert.All(Count(team, pieces), count => Assert.Equal(1, count));
            Assert.All(Count(team, pieces, isBoundByMemory: true), count => Assert.Equal(1, count));
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Many_short_rounds_lose_nothing(int threads)
    {
        using Team team = new(threads);
        int[] counts = new int[64];
        GCHandle handle = GCHandle.Alloc(counts);
        try
        {
            int expected = 0;
            for (int round = 0; round < 50_000; round++)
            {
                // Now and then a pause, in which the workers fall asleep.
                if (round % 5000 == 4999) Thread.Sleep(20);
                if (round % 3 == 0) team.Run(new CountingInMemory(handle), round % counts.Length + 1);
                else team.Run(new Counting(handle), round % counts.Length + 1);
                expected += round % counts.Length + 1;
                // All are done when Run returns.
                if (round % 100 == 0) Assert.Equal(expected, counts.Sum());
            }
            Assert.Equal(expected, counts.Sum());
        }
        finally
        {
            handle.Free();
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void An_exception_of_any_piece_surfaces_and_the_team_goes_on(int threads)
    {
        using Team team = new(threads);
        foreach (int piece in (int[])[0, 1, 50, 99])
        {
            InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => team.Run(new Failing(piece), 100));
            Assert.Equal($"piece {piece}", thrown.Message);
            thrown = Assert.Throws<InvalidOperationException>(() => team.Run(new FailingInMemory(piece), 100));
            Assert.Equal($"piece {piece}", thrown.Message);
            Assert.All(Count(team, 100), count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Every_team_takes_the_widest_vectors_of_the_machine()
    {
        VectorWidth widest = Enum.GetValues<VectorWidth>().Last(Team.Supports);
        using Team team = new(2);
        Assert.Equal((widest, widest), (Team.Single.Width, team.Width));
    }

    [Fact]
    public void Several_callers_take_turns()
    {
        using Team team = new(3);
        int[][] counts = new int[4][];
        Thread[] callers = [.. Enumerable.Range(0, 4).Select(caller => new Thread(() =>
        {
            for (int round = 0; round < 200; round++) counts[caller] = Count(team, 97);
        }))];
        foreach (Thread caller in callers) caller.Start();
        foreach (Thread caller in callers) caller.Join();
        Assert.All(counts, each => Assert.All(each, count => Assert.Equal(1, count)));
    }

    [Fact]
    public void A_team_that_was_disposed_does_no_more_work()
    {
        Team team = new(4);
        team.Dispose();
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Count(team, 100));
    }

    [Fact]
    public void Zero_threads_mean_one_per_processor_and_fewer_make_no_sense()
    {
        using Team team = new();
        Assert.Equal(Environment.ProcessorCount, team.Threads);
        Assert.Equal(1, Team.Single.Threads);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Team(-1));
    }

    [Theory]
    [InlineData(0, 5, 0)]
    [InlineData(1, 5, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(6, 5, 2)]
    [InlineData(int.MaxValue, 2, 1 << 30)]
    public void A_cut_covers_the_length(int length, int size, int pieces) => Assert.Equal(pieces, Cut.Count(length, size));

    [Theory]
    [InlineData(0, 5, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(6, 5, 2)]
    [InlineData(11, 5, 4)]
    [InlineData(40, 5, 8)]
    [InlineData(41, 5, 16)]
    [InlineData(1L << 40, 1 << 20, 1 << 20)]
    public void An_even_cut_is_a_power_of_two(long length, int size, int pieces) => Assert.Equal(pieces, Cut.Evenly(length, size));

    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 4)]
    [InlineData(100, 7)]
    [InlineData(int.MaxValue, 16)]
    public void Parts_cover_a_length_without_gaps(int length, int pieces)
    {
        int end = 0;
        for (int piece = 0; piece < pieces; piece++)
        {
            (int first, int next) = Cut.Part(length, piece, pieces);
            Assert.Equal(end, first);
            Assert.InRange(next - first, length / pieces, length / pieces + 1);
            end = next;
        }
        Assert.Equal(length, end);
    }

    private static int[] Count(Team team, int pieces, bool isBoundByMemory = false)
    {
        int[] counts = new int[pieces];
        GCHandle handle = GCHandle.Alloc(counts);
        try
        {
            if (isBoundByMemory) team.Run(new CountingInMemory(handle), pieces);
            else team.Run(new Counting(handle), pieces);
        }
        finally
        {
            handle.Free();
        }
        return counts;
    }

    [Fact]
    public void What_cannot_be_cut_or_run_names_the_argument()
    {
        Assert.Throws<ArgumentOutOfRangeException>("size", () => Cut.Count(5, 0));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => Cut.Count(-5, 3));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => Cut.Evenly(5, 0));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => Cut.Evenly(-5, 3));
        Assert.Throws<ArgumentOutOfRangeException>("piece", () => Cut.Part(5, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("piece", () => Cut.Part(5, 3, 3));
        Assert.Throws<ArgumentOutOfRangeException>("pieces", () => Team.Single.Run(new Failing(0), -1));
    }

    private readonly struct Counting(GCHandle counts) : IPieces
    {
        public void Run(int piece) => Interlocked.Increment(ref ((int[])counts.Target!)[piece]);
    }

    private readonly struct CountingInMemory(GCHandle counts) : IPieces
    {
        public static bool IsBoundByMemory => true;

        public void Run(int piece) => new Counting(counts).Run(piece);
    }

    private readonly struct FailingInMemory(int failing) : IPieces
    {
        public static bool IsBoundByMemory => true;

        public void Run(int piece) => new Failing(failing).Run(piece);
    }

    private readonly struct Failing(int failing) : IPieces
    {
        public void Run(int piece)
        {
            if (piece == failing) throw new InvalidOperationException($"piece {piece}");
        }
    }
}
