using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TypedJobs.TestServers;

/// <summary>A real beanstalkd of a test's own, on a free loopback port or a unix socket, gone when disposed.</summary>
public sealed class BeanstalkdServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private static readonly ConcurrentDictionary<int, byte> Given = new();

    private readonly Process _process;
    private readonly EndPoint _endPoint;

    private BeanstalkdServer(Process process, EndPoint endPoint, string address)
    {
        _process = process;
        _endPoint = endPoint;
        Address = address;
    }

    /// <summary>The address as the client takes it: <c>beanstalk://127.0.0.1:port</c> or <c>unix:///path</c>.</summary>
    public string Address { get; }

    /// <summary>The port; 0 on a unix socket.</summary>
    public int Port => _endPoint is IPEndPoint ip ? ip.Port : 0;

    /// <summary>The process id, for signals.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts a server on a free loopback port.</summary>
    /// <param name="arguments">More of beanstalkd's own arguments, such as <c>-z 1024</c>.</param>
    public static async Task<BeanstalkdServer> StartAsync(params string[] arguments)
    {
        // Between finding a free port and the server's bind another process may take it: then the server ends at once, and the next port is tried.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartOnPortAsync(FreePort(), arguments);
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
            }
        }
    }

    /// <summary>Starts a server on a given loopback port: to bring a stopped one back.</summary>
    public static Task<BeanstalkdServer> StartOnPortAsync(int port, params string[] arguments)
    {
        var number = port.ToString(CultureInfo.InvariantCulture);
        return StartAsync(
            new IPEndPoint(IPAddress.Loopback, port), $"beanstalk://127.0.0.1:{number}", ["-l", "127.0.0.1", "-p", number, .. arguments]);
    }

    /// <summary>Starts a server on a unix socket.</summary>
    public static Task<BeanstalkdServer> StartOnUnixSocketAsync(string path, params string[] arguments)
        => StartAsync(new UnixDomainSocketEndPoint(path), $"unix://{path}", ["-l", $"unix:{path}", .. arguments]);

    /// <summary>
    /// A port that nobody listens on. It is below those that a system gives to outgoing connections: none of these takes it while a server is down, and none is
    /// connected to itself.
    /// </summary>
    [SuppressMessage("Security", "CA5394", Justification = "No secret depends on it.")]
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            if (Given.TryAdd(port, 0) && CanListen(port))
            {
                return port;
            }
        }
    }

    private static bool CanListen(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Tells the server to refuse new jobs (SIGUSR1).</summary>
    public Task DrainAsync() => SignalAsync("USR1");

    /// <summary>Sends a signal to the server.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Kills the server, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        if (_endPoint is UnixDomainSocketEndPoint unix)
        {
            File.Delete(unix.ToString());
        }
    }

    private static async Task<BeanstalkdServer> StartAsync(EndPoint endPoint, string address, IEnumerable<string> arguments)
    {
        var program = RequiredProgram.Find("beanstalkd", "beanstalkd");
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;

        // It complains of every connection that breaks, and would stand still once nobody has read 64 KiB of that.
        var complaints = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) => Keep(complaints, line.Data);
        process.BeginErrorReadLine();
        var server = new BeanstalkdServer(process, endPoint, address);
        var waited = Stopwatch.StartNew();
        while (!await server.AnswersAsync())
        {
            if (process.HasExited || waited.Elapsed > StartTimeout)
            {
                var exited = process.HasExited;
                await server.KillAsync();
                var said = exited ? string.Join(' ', complaints) : "it did not listen in time";
                await server.DisposeAsync();
                throw new InvalidOperationException($"beanstalkd did not start on {address}: {said}");
            }

            // beanstalkd says nothing when it begins to listen.
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        return server;
    }

    private static void Keep(ConcurrentQueue<string> complaints, string? line)
    {
        const int Most = 100;
        if (line is not null && complaints.Count < Most)
        {
            complaints.Enqueue(line);
        }
    }

    /// <summary>Whether this server listens, and not another one, to which the address may have gone.</summary>
    private async Task<bool> AnswersAsync()
    {
        using var patience = new CancellationTokenSource(AnswerTimeout);
        using var socket = _endPoint is IPEndPoint
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(_endPoint, patience.Token);
            await socket.SendAsync("stats\r\n"u8.ToArray(), patience.Token);
            using var answer = new StreamReader(new NetworkStream(socket));
            while (await answer.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.StartsWith("pid: ", StringComparison.Ordinal))
                {
                    // What asked is gone when the test begins, or it would be counted.
                    await socket.SendAsync("quit\r\n"u8.ToArray(), patience.Token);
                    _ = await answer.ReadToEndAsync(patience.Token);
                    return line == string.Create(CultureInfo.InvariantCulture, $"pid: {_process.Id}");
                }
            }

            return false;
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
