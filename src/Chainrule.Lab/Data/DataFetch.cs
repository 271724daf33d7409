using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using Chainrule.Data;

namespace Chainrule.Lab.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">The file that is being downloaded.</param>
/// <param name="Received">The bytes received so far.</param>
/// <param name="Total">The bytes there are in all, where the server says so.</param>
public readonly record struct FetchProgress(string File, long Received, long? Total);

/// <summary>Downloads published data sets. A file appears under its name only when it is complete and its checksum is right.</summary>
/// <param name="client">What to download with.</param>
public sealed class DataFetch(HttpClient client)
{
    private const long LargestPacked = 256L << 20, LargestUnpacked = 1L << 30;

    /// <summary>How long a server may stay silent before the next mirror is tried.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Downloads what is missing or damaged of a data set.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="dataDirectory">The folder of data sets; files go into its folder named as the data set.</param>
    /// <param name="progress">Receives how far each file is.</param>
    /// <param name="cancellation">Stops the download; what is incomplete is deleted.</param>
    /// <returns>The names of the files downloaded; none where all were there and sound.</returns>
    /// <exception cref="DataException">No mirror has the data, or a file cannot be written; the message says what to do by
    /// hand.</exception>
    public async Task<IReadOnlyList<string>> FetchAsync(PublishedData data, string dataDirectory, IProgress<FetchProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        string folder = Path.Combine(dataDirectory, data.Name);
        List<string> fetched = [];
        try
        {
            Directory.CreateDirectory(folder);
            foreach (PublishedFile file in data.Files)
            {
                if (file.FindIn(folder) is { } found && await IsSoundAsync(file, found, cancellation).ConfigureAwait(false)) continue;
                await FetchAsync(data, file, folder, progress, cancellation).ConfigureAwait(false);
                fetched.Add(file.Name + ".gz");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{data.Name}' cannot be stored: {error.Message}", folder, cause: error);
        }
        return fetched;
    }

    private async Task FetchAsync(
        PublishedData data, PublishedFile file, string folder, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        List<string> failures = [];
        foreach (Uri mirror in data.Mirrors)
        {
            Uri address = new(mirror, file.Name + ".gz");
            string part = Path.Combine(folder, $".{file.Name}.{Path.GetRandomFileName()}.part");
            try
            {
                await DownloadAsync(address, part, file.Name + ".gz", progress, cancellation).ConfigureAwait(false);
                if (await IsSoundAsync(file, part, cancellation).ConfigureAwait(false))
                {
                    File.Move(part, Path.Combine(folder, file.Name + ".gz"), overwrite: true);
                    // An unpacked file beside it would be found first; it was not sound, or nothing would have been fetched.
                    File.Delete(Path.Combine(folder, file.Name));
                    return;
                }
                failures.Add($"{address}: what was sent is damaged, its checksum is wrong");
            }
            catch (Exception error) when (error is HttpRequestException or HttpIOException or InvalidDataException
                || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                failures.Add($"{address}: {(error is OperationCanceledException ? "no answer" : error.Message.TrimEnd('.'))}");
            }
            finally
            {
                File.Delete(part);
            }
        }
        throw new DataException($"{file.Name}.gz could not be downloaded ({string.Join("; ", failures)}). "
            + $"Without a connection, put {string.Join(", ", data.Files.Select(needed => needed.Name + ".gz"))} into "
            + $"{Path.GetFullPath(folder)} by hand, packed or not.");
    }

    private async Task DownloadAsync(
        Uri address, string part, string name, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(Patience);
        using HttpResponseMessage response = await client
            .GetAsync(address, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"the server answers {(int)response.StatusCode}");
        long? total = response.Content.Headers.ContentLength;
        Stream source = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            FileStream target = new(part, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await using (target.ConfigureAwait(false))
            {
                byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
                try
                {
                    long received = 0;
                    for (int count;
                        (count = await source.ReadAsync(buffer, silence.Token).ConfigureAwait(false)) > 0;
                        silence.CancelAfter(Patience))
                    {
                        received += count;
                        if (received > LargestPacked) throw new InvalidDataException($"more than {LargestPacked} bytes were sent");
                        await target.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
                        progress?.Report(new(name, received, total));
                    }
                    if (total is { } promised && received != promised)
                        throw new InvalidDataException($"only {received} of {promised} bytes were sent");
                    target.Flush(flushToDisk: true);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
    }

    /// <summary>Whether a file, packed or not, is the one that was published. Where only the packed file has a checksum, an unpacked one is
    /// taken as it is.</summary>
    private static async Task<bool> IsSoundAsync(PublishedFile file, string path, CancellationToken cancellation)
    {
        FileStream stream = FileSystem.OpenRead(path);
        await using (stream.ConfigureAwait(false))
        {
            bool isPacked = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
            stream.Position = 0;
            if (file.PackedMd5 is { } md5 && isPacked
                && !Matches(md5, await HashAsync(stream, HashAlgorithmName.MD5, cancellation).ConfigureAwait(false)))
                return false;
            if (file.PackedMd5 is not null && !isPacked && path.EndsWith(".part", StringComparison.Ordinal)) return false;
            if (file.Sha256 is not { } sha256) return true;
            stream.Position = 0;
            try
            {
                using GZipStream unpacked = new(stream, CompressionMode.Decompress, leaveOpen: true);
                return Matches(
                    sha256, await HashAsync(isPacked ? unpacked : stream, HashAlgorithmName.SHA256, cancellation).ConfigureAwait(false));
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
    }

    private static bool Matches(string expected, byte[] hash) =>
        string.Equals(expected, Convert.ToHexString(hash), StringComparison.OrdinalIgnoreCase);

    private static async Task<byte[]> HashAsync(Stream stream, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        for (int count; (count = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            length += count;
            if (length > LargestUnpacked) throw new InvalidDataException("the file unpacks to more than any data set holds");
            hash.AppendData(buffer, 0, count);
        }
        return hash.GetHashAndReset();
    }
}
