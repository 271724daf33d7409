using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Chainrule.Kernels;

namespace Chainrule.Tests.Kernels;

/// <summary>Work that holds spans of managed arrays, which the collector may move while pieces run.</summary>
public class TeamSpanTests
{
    private const int Length = 1000, Pieces = 20;

    public static TheoryData<int> Sizes => TeamTests.Sizes;

    [Theory, MemberData(nameof(Sizes))]
    public void Spans_follow_their_arrays_where_these_are_moved_between_two_steps_of_a_piece(int threads)
    {
        using Team team = new(threads);
        int moved = 0;
        for (int round = 0; round < 50; round++)
        {
            MakeGarbage();
            int[] from = [.. Enumerable.Range(round, Length)];
            MakeGarbage();
            int[] to = new int[Length];
            nint address = AddressOf(to);
            team.Run(new Copying(from, to), Pieces);
            if (AddressOf(to) != address) moved++;
            Assert.Equal(from, to);
        }
        Assert.InRange(moved, 10, 50);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Nothing_else_need_hold_the_arrays(int threads)
    {
        using Team team = new(threads);
        for (int round = 0; round < 20; round++)
        {
            int[] sums = new int[Pieces];
            team.Run(new Summing(new int[Length * 10].AsSpan(), sums), Pieces);
            Assert.All(sums, sum => Assert.Equal(0, sum));
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Work_within_a_piece_runs_on_its_thread(int threads)
    {
        using Team team = new(threads);
        for (int round = 0; round < 20; round++)
        {
            int[] counts = new int[50 * Pieces];
            team.Run(new Nesting(team, counts), 50);
            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int MakeGarbage() => new byte[3000].Length;

    private static unsafe nint AddressOf(int[] array) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));

    private static void Collect() => GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);

    private readonly ref struct Copying(ReadOnlySpan<int> from, Span<int> to) : IPieces
    {
        private readonly ReadOnlySpan<int> from = from;
        private readonly Span<int> to = to;

        public void Run(int piece)
        {
            (int first, int end) = Cut.Part(from.Length, piece, Pieces);
            for (int i = first; i < end; i++)
            {
                to[i] = from[i];
                if (i == first + 20 && piece % 5 == 1) Collect();
            }
        }
    }

    /// <summary>Sums zeros, while other arrays are written where these would be if they had been taken for garbage.</summary>
    private readonly ref struct Summing(ReadOnlySpan<int> numbers, Span<int> sums) : IPieces
    {
        private readonly ReadOnlySpan<int> numbers = numbers;
        private readonly Span<int> sums = sums;

        public void Run(int piece)
        {
            (int first, int end) = Cut.Part(numbers.Length, piece, Pieces);
            if (piece % 5 == 1) Collect();
            Array.Fill(new int[numbers.Length], 7);
            for (int i = first; i < end; i++) sums[piece] += numbers[i];
        }
    }

    private readonly ref struct Nesting(Team team, Span<int> counts) : IPieces
    {
        private readonly Span<int> counts = counts;

        public void Run(int piece) => team.Run(new Inner(counts.Slice(piece * Pieces, Pieces)), Pieces);

        private readonly ref struct Inner(Span<int> counts) : IPieces
        {
            private readonly Span<int> counts = counts;

            public void Run(int piece) => counts[piece]++;
        }
    }
}
