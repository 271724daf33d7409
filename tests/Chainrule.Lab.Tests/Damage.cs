namespace Chainrule.Lab.Tests;

/// <summary>Spoils files as disks, networks and people do.</summary>
internal static class Damage
{
    /// <summary>One to four changes: a byte set, a bit flipped, bytes cut out, doubled, inserted, or the end cut off.</summary>
    public static byte[] Of(byte[] file, Random random, ReadOnlySpan<byte> telling)
    {
        List<byte> bytes = [.. file];
        for (int change = random.Next(4); change >= 0 && bytes.Count > 0; change--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(1 + random.Next(8), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0: bytes[at] = telling[random.Next(telling.Length)]; break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes[at] = (byte)random.Next(256); break;
                case 3: bytes.RemoveRange(at, length); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 5: bytes.Insert(at, telling[random.Next(telling.Length)]); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Reads many spoiled versions of a file; only these exceptions may come of it, each time soon.</summary>
    /// <returns>How many could be read all the same.</returns>
    public static int Survives(byte[][] files, int times, int seed, ReadOnlySpan<byte> telling, Action<byte[]> read, params Type[] allowed)
    {
        Random random = new(seed);
        int sound = 0;
        for (int i = 0; i < times; i++)
        {
            byte[] file = Of(files[i % files.Length], random, telling);
            System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
            try
            {
                read(file);
                sound++;
            }
            catch (Exception error) when (allowed.Contains(error.GetType()))
            {
                Assert.NotEmpty(error.Message);
            }
            catch (Exception error)
            {
                Assert.Fail($"Version {i} of seed {seed}: {error}");
            }
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"Version {i} of seed {seed} took {watch.Elapsed}.");
        }
        return sound;
    }
}
