using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace TypedJobs.Beanstalk.Tests.Servers;

/// <summary>
/// Says what a real beanstalkd cannot be brought to say. It takes one connection, answers the client's first <c>stats</c>,
/// then answers each command with the next of its replies, and is silent when there are no more.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    /// <summary>In place of a reply: close the connection.</summary>
    public const string Close = "<close>";

    /// <summary>The test is the server, and may take its time on a busy machine.</summary>
    private static readonly BeanstalkClientOptions Patient = new() { ReplyTimeout = TimeSpan.FromMinutes(1) };

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<string> _commands = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<string> _replies;
    private readonly string _stats;
    private readonly Task _serving;
    private NetworkStream? _stream;

    private ScriptedServer(string stats, IEnumerable<string> replies)
    {
        _stats = stats;
        _replies = new Queue<string>(replies);
        _listener.Start();
        Address = new BeanstalkAddress("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
        _serving = ServeAsync();
    }

    public BeanstalkAddress Address { get; }

    public static ScriptedServer Start(params string[] replies)
        => new(WithSize("---\nmax-job-size: 65535\nversion: \"scripted\"\nid: 0123456789abcdef\n"), replies);

    /// <summary>One that answers the client's first <c>stats</c> with this.</summary>
    public static ScriptedServer StartWithGreeting(string greeting) => new(greeting, []);

    public static string WithSize(string data) => $"OK {data.Length}\r\n{data}\r\n";

    /// <summary>A client that does not connect again, since nobody would answer it.</summary>
    public Task<BeanstalkClient> ConnectAsync(CancellationToken token, BeanstalkClientOptions? options = null)
        => BeanstalkClient.ConnectAsync(Address, (options ?? Patient) with { Reconnect = new() { Enabled = false } }, token);

    /// <summary>The next command's line, when it has arrived. The bound is there to turn a hang into a failure.</summary>
    public async Task<string> NextCommandAsync(CancellationToken token)
        => await _commands.Reader.ReadAsync(token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), token);

    /// <summary>Waits until so many more commands have arrived: a reply must not come before its command.</summary>
    public async Task<IReadOnlyList<string>> NextCommandsAsync(int count, CancellationToken token)
    {
        var lines = new List<string>(count);
        while (lines.Count < count)
        {
            lines.Add(await NextCommandAsync(token));
        }

        return lines;
    }

    /// <summary>The commands' lines that have arrived and were not asked for yet.</summary>
    public IReadOnlyList<string> FurtherCommands()
    {
        var lines = new List<string>();
        while (_commands.Reader.TryRead(out var line))
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Says something of its own accord.</summary>
    public async Task SayAsync(string text)
    {
        if (text == Close)
        {
            _stream!.Socket.Shutdown(SocketShutdown.Send);
            return;
        }

        await _stream!.WriteAsync(Encoding.Latin1.GetBytes(text), _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }

        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var socket = await _listener.AcceptSocketAsync(_stop.Token);
        socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
        using var reader = new StreamReader(_stream, Encoding.Latin1, leaveOpen: true);
        var greeted = false;
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line.StartsWith("put ", StringComparison.Ordinal))
            {
                // The tests' bodies are one line.
                _ = await reader.ReadLineAsync(_stop.Token);
            }

            if (!greeted)
            {
                greeted = true;
                await SayAsync(_stats);
                continue;
            }

            if (_replies.TryDequeue(out var reply))
            {
                await SayAsync(reply);
            }

            await _commands.Writer.WriteAsync(line, _stop.Token);
        }

        _ = _commands.Writer.TryComplete();
    }
}
