using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Chainrule.Lab.Tests.Fuzz;

/// <summary>Every reader, given spoiled files: it reads or says what is wrong, soon, and in memory that the size of the file
/// bounds.</summary>
/// <remarks>Always the same files. <c>CHAINRULE_FUZZ</c> is the number of files for all readers together.</remarks>
public class FuzzTests
{
    private const int Usual = 2000;

    /// <summary>Only for what hangs: nothing here takes a thousandth of that.</summary>
    private static readonly TimeSpan watchdog = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Names => [.. Reader.All.Select(reader => reader.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_spoiled_file_is_read_or_refused_within_bounds(string name)
    {
        Reader reader = Reader.All.Single(reader => reader.Name == name);
        int times = Environment.GetEnvironmentVariable("CHAINRULE_FUZZ") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture) / Reader.All.Count : Usual;
        Assert.All(reader.Files, file => reader.Read(file));

        int at = -1, sound = 0;
        long most = 0;
        double mostPerByte = 0;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Fuzz();
            }
            catch (Exception error)
            {
                failure = error;
            }
        })
        { IsBackground = true };
        Stopwatch watch = Stopwatch.StartNew();
        thread.Start();
        int seen = -1;
        while (!thread.Join(watchdog))
        {
            Assert.True(Volatile.Read(ref at) != seen, $"File {seen} for {name} has been read for {watchdog}.");
            seen = Volatile.Read(ref at);
        }
        Assert.True(failure is null, failure?.ToString());
        // A mutation that is never noticed, or one that destroys all, would test little.
        Assert.InRange(sound, 0, times * 95 / 100);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {times} files, {sound} read all the same; at most {most:N0} bytes allocated, "
            + $"{mostPerByte:0.0} for each byte of a file; {watch.Elapsed.TotalSeconds:0} s"));

        void Fuzz()
        {
            byte[][] words = [.. reader.Words.Split(' ')
                .Select(word => name is "recipe" or "csv" or "summary" ? Encoding.UTF8.GetBytes(word) : Encoding.Latin1.GetBytes(word))];
            Random random = new(20_250);
            for (int i = 0; i < times; i++)
            {
                byte[] file = Mutation.Of(reader.Files, words, random);
                Volatile.Write(ref at, i);
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    reader.Read(file);
                    sound++;
                }
                catch (Exception error) when (reader.Allowed.Contains(error.GetType()))
                {
                    Assert.True(error.Message.Length > 0, $"File {i} for {name} is refused without a word.");
                }
                catch (Exception error)
                {
                    Assert.Fail($"File {i} for {name}, {Convert.ToBase64String(file)}: {error}");
                }
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                long bound = reader.Constant + (long)reader.PerByte * file.Length;
                most = Math.Max(most, allocated);
                mostPerByte = Math.Max(mostPerByte, (double)allocated / Math.Max(1, file.Length));
                Assert.True(allocated <= bound,
                    $"File {i} for {name} has {file.Length} bytes and took {allocated} to read; at most {bound} are allowed.");
            }
        }
    }
}
