using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Chainrule.Lab.Tests.Reports;

/// <summary>A page in a Chromium without window and without network, spoken to by its DevTools protocol.</summary>
internal sealed partial class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ClientWebSocket socket;
    private readonly string profile;
    private readonly CancellationTokenSource limit = new(Patience);
    private string session = "";
    private int last;

    private Browser(Process process, ClientWebSocket socket, string profile) =>
        (this.process, this.socket, this.profile) = (process, socket, profile);

    /// <summary>Where Chromium is; null where it is not installed.</summary>
    public static string? Path { get; } = ((string[])["chromium", "chromium-browser", "google-chrome"])
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .Select(folder => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>What the page complained about: errors on the console, exceptions, refused or failed loads.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>What the page asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Starts the browser and opens a file in it.</summary>
    public static async Task<Browser> Open(string file, bool isDark = false)
    {
        string profile = Directory.CreateTempSubdirectory("chainrule-browser-").FullName;
        ProcessStartInfo start = new(Path!,
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
                "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", $"--user-data-dir={profile}", "--remote-debugging-port=0", "--window-size=1200,900", "about:blank"])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        Browser browser = new(process, new ClientWebSocket(), profile);
        try
        {
            await browser.Connect();
            await browser.Show(file, isDark);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<T> Evaluate<T>(string expression)
    {
        JsonNode result = await Call("Runtime.evaluate",
            new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true, ["userGesture"] = true });
        Assert.True(result["exceptionDetails"] is null, $"{expression}: {result}");
        return result["result"]!["value"]!.Deserialize<T>()!;
    }

    /// <summary>Clicks with the mouse at the middle of an element.</summary>
    public async Task Click(string selector)
    {
        double[] place = await Evaluate<double[]>($"(() => {{ const e = document.querySelector({JsonSerializer.Serialize(selector)}); "
            + "e.scrollIntoView({ block: 'center' }); "
            + "const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()");
        foreach (string type in (string[])["mouseMoved", "mousePressed", "mouseReleased"])
            await Call("Input.dispatchMouseEvent", new()
            {
                ["type"] = type,
                ["x"] = place[0],
                ["y"] = place[1],
                ["button"] = type == "mouseMoved" ? "none" : "left",
                ["clickCount"] = 1,
            });
    }

    /// <summary>Presses a key on what has the focus.</summary>
    public async Task Press(string key, string text = "")
    {
        int number = key switch { "Enter" => 13, "ArrowRight" => 39, "ArrowDown" => 40, "ArrowLeft" => 37, "ArrowUp" => 38, _ => 9 };
        JsonObject down = new()
        {
            ["type"] = text.Length > 0 ? "keyDown" : "rawKeyDown",
            ["key"] = key,
            ["code"] = key,
            ["windowsVirtualKeyCode"] = number,
        };
        if (text.Length > 0) down["text"] = text;
        await Call("Input.dispatchKeyEvent", down);
        await Call("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = key, ["code"] = key });
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Send("Browser.close", [], "");
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10));
            await process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            process.Kill(entireProcessTree: true);
        }
        socket.Dispose();
        process.Dispose();
        limit.Dispose();
        try
        {
            Directory.Delete(profile, recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser may still be writing its profile; the system clears its folder of temporary files.
        }
    }

    private async Task Connect()
    {
        StringBuilder said = new();
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            said.AppendLine(line);
            if (Listening.Match(line) is not { Success: true } match) continue;
            // What it says from now on is read, lest it wait for a reader, and forgotten.
            _ = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            await socket.ConnectAsync(new Uri(match.Groups["address"].Value), limit.Token);
            return;
        }
        throw new InvalidOperationException($"{Path} did not start:\n{said}");
    }

    private async Task Show(string file, bool isDark)
    {
        JsonNode target = await Call("Target.createTarget", new() { ["url"] = "about:blank" });
        JsonNode attached = await Call("Target.attachToTarget", new() { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true });
        session = (string)attached["sessionId"]!;
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"]) await Call($"{domain}.enable", []);
        await Call("Network.emulateNetworkConditions",
            new() { ["offline"] = true, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = -1 });
        if (isDark)
            await Call("Emulation.setEmulatedMedia",
                new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = "dark" }) });
        await Call("Page.navigate", new() { ["url"] = new Uri(file).AbsoluteUri });
        while ((string?)(await Receive())["method"] != "Page.loadEventFired") { }
    }

    private async Task<JsonNode> Call(string method, JsonObject arguments)
    {
        int id = await Send(method, arguments, session);
        while (true)
        {
            JsonNode message = await Receive();
            if ((int?)message["id"] != id) continue;
            return message["result"] ?? throw new InvalidOperationException($"{method}: {message["error"]}");
        }
    }

    private async Task<int> Send(string method, JsonObject arguments, string to)
    {
        JsonObject message = new() { ["id"] = ++last, ["method"] = method, ["params"] = arguments };
        if (to.Length > 0) message["sessionId"] = to;
        await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        return last;
    }

    private async Task<JsonNode> Receive()
    {
        using MemoryStream whole = new();
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            WebSocketReceiveResult piece = await socket.ReceiveAsync(buffer, limit.Token);
            whole.Write(buffer, 0, piece.Count);
            if (piece.MessageType == WebSocketMessageType.Close) throw new InvalidOperationException("The browser closed the connection.");
            if (piece.EndOfMessage) break;
        }
        JsonNode message = JsonNode.Parse(whole.ToArray())!;
        JsonNode? said = message["params"];
        switch ((string?)message["method"])
        {
            case "Runtime.consoleAPICalled" when (string?)said!["type"] is "error" or "warning" or "assert":
            case "Runtime.exceptionThrown":
            case "Network.loadingFailed":
                Complaints.Add(said!.ToJsonString());
                break;
            case "Log.entryAdded" when (string?)said!["entry"]!["level"] is "error" or "warning":
                Complaints.Add(said.ToJsonString());
                break;
            case "Network.requestWillBeSent":
                Requests.Add((string)said!["request"]!["url"]!);
                break;
        }
        return message;
    }

    [GeneratedRegex("DevTools listening on (?<address>ws://\\S+)")]
    private static partial Regex Listening { get; }
}
