using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Chainrule.Data;
using Chainrule.Lab.Data;

namespace Chainrule.Lab.Tests.Data;

public sealed class DataFetchTests : IDisposable
{
    private static readonly byte[] content = TemporaryFolder.Idx([.. Enumerable.Range(0, 50_000).Select(i => (byte)(i * i >> 3))], 50_000);
    private static readonly byte[] packed = TemporaryFolder.Gzip(content);

    private readonly TemporaryFolder folder = new();
    private readonly HttpListener server = new();
    private readonly HttpClient client = new();
    private readonly string address;
    private readonly List<string> requests = [];

    public DataFetchTests()
    {
        // The system names a free port; should another process take it first, the next try names another.
        for (int tries = 0; ; tries++)
        {
            using TcpListener probe = new(IPAddress.Loopback, 0);
            probe.Start();
            address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            probe.Stop();
            server.Prefixes.Clear();
            server.Prefixes.Add(address);
            try
            {
                server.Start();
                break;
            }
            catch (HttpListenerException) when (tries < 10)
            {
            }
        }
        _ = Serve();
    }

    public void Dispose()
    {
        server.Abort();
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_good_file_is_stored_under_its_name_and_not_fetched_again()
    {
        List<FetchProgress> seen = [];
        Assert.Equal(["file.gz"], await Fetch(Data("good/"), new Immediate(seen.Add)));
        Assert.Equal(packed, File.ReadAllBytes(folder["cache/set/file.gz"]));
        Assert.Equal(new("file.gz", packed.Length, packed.Length), seen[^1]);
        Assert.Empty(await Fetch(Data("good/")));
        Assert.Single(requests);
        RequireNothingElse("file.gz");
    }

    [Theory]
    [InlineData("truncated/")]
    [InlineData("corrupt/")]
    [InlineData("unpacked/")]
    [InlineData("other/")]
    [InlineData("missing/")]
    [InlineData("cut/")]
    [InlineData("silent/")]
    public async Task A_bad_mirror_is_left_for_the_next_one(string bad)
    {
        await Fetch(Data(bad, "good/"));
        Assert.Equal(packed, File.ReadAllBytes(folder["cache/set/file.gz"]));
        RequireNothingElse("file.gz");
    }

    [Theory]
    [InlineData("truncated/")]
    [InlineData("corrupt/")]
    [InlineData("missing/")]
    [InlineData("cut/")]
    public async Task Bad_files_are_never_kept(string bad)
    {
        DataException error = await Assert.ThrowsAsync<DataException>(() => Fetch(Data(bad, bad)));
        Assert.StartsWith("file.gz could not be downloaded", error.Message, StringComparison.Ordinal);
        Assert.Contains($"put file.gz into {folder["cache/set"]} by hand", error.Message, StringComparison.Ordinal);
        RequireNothingElse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_lies_there_damaged_is_fetched_anew(bool isPacked)
    {
        byte[] damaged = isPacked ? packed[..^100] : content[..^1];
        folder.Write(isPacked ? "cache/set/file.gz" : "cache/set/file", damaged);
        await Fetch(Data("good/"));
        Assert.Equal(packed, File.ReadAllBytes(folder["cache/set/file.gz"]));
        RequireNothingElse("file.gz");
    }

    [Fact]
    public async Task An_unpacked_file_that_is_sound_stays()
    {
        folder.Write("cache/set/file", content);
        Assert.Empty(await Fetch(Data("missing/")));
        Assert.Empty(requests);
    }

    [Fact]
    public async Task The_checksum_of_the_packed_file_serves_where_there_is_no_other()
    {
#pragma warning disable CA5351 // The publisher gives this checksum and no other.
        string md5 = Convert.ToHexStringLower(MD5.HashData(packed));
#pragma warning restore CA5351
        PublishedData Published(string mirror) => Data(mirror) with { Files = [new("file") { PackedMd5 = md5 }] };
        await Assert.ThrowsAsync<DataException>(() => Fetch(Published("other/")));
        await Assert.ThrowsAsync<DataException>(() => Fetch(Published("unpacked/")));
        RequireNothingElse();
        await Fetch(Published("good/"));
        RequireNothingElse("file.gz");
    }

    [Fact]
    public async Task A_cancelled_download_leaves_nothing()
    {
        using CancellationTokenSource cancellation = new();
        Task<IReadOnlyList<string>> fetch = new DataFetch(client)
            .FetchAsync(Data("silent/"), folder["cache"], new Immediate(_ => cancellation.Cancel()), cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        RequireNothingElse();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_data_error()
    {
        folder.Write("cache", "a file where the folder should be");
        DataException error = await Assert.ThrowsAsync<DataException>(() => Fetch(Data("good/")));
        Assert.Contains("'set' cannot be stored", error.Message, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<string>> Fetch(PublishedData data, IProgress<FetchProgress>? progress = null) =>
        new DataFetch(client) { Patience = TimeSpan.FromSeconds(2) }.FetchAsync(
            data, folder["cache"], progress, TestContext.Current.CancellationToken);

    private PublishedData Data(params string[] mirrors) => new()
    {
        Name = "set",
        Description = "",
        Source = "",
        Mirrors = [.. mirrors.Select(mirror => new Uri(address + mirror))],
        Files = [new("file") { Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) }],
    };

    private void RequireNothingElse(params string[] names) =>
        Assert.Equal(names, Directory.GetFiles(folder["cache/set"]).Select(path => Path.GetFileName(path)));

    private async Task Serve()
    {
        while (server.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await server.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            requests.Add(context.Request.Url!.AbsolutePath);
            _ = Answer(context);
        }
    }

    private static async Task Answer(HttpListenerContext context)
    {
        byte[] corrupt = [.. packed];
        corrupt[corrupt.Length / 2] ^= 0x55;
        string mirror = context.Request.Url!.Segments[1];
        byte[] body = mirror switch
        {
            "truncated/" => packed[..(packed.Length / 2)],
            "corrupt/" => corrupt,
            "unpacked/" => content[..^1],
            "other/" => TemporaryFolder.Gzip(content[..^1]),
            _ => packed,
        };
        try
        {
            if (mirror == "missing/") context.Response.StatusCode = 404;
            else
            {
                context.Response.ContentLength64 = body.Length;
                int length = mirror is "cut/" or "silent/" ? body.Length / 2 : body.Length;
                await context.Response.OutputStream.WriteAsync(body.AsMemory(0, length));
                await context.Response.OutputStream.FlushAsync();
                if (mirror == "silent/") await Task.Delay(TimeSpan.FromSeconds(5));
                if (mirror is "cut/" or "silent/")
                {
                    context.Response.Abort();
                    return;
                }
            }
            context.Response.Close();
        }
        catch (Exception error) when (error is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private sealed class Immediate(Action<FetchProgress> report) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => report(value);
    }
}
