using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TypedJobs.Tests.Support;

/// <summary>Connections to a server of which a test holds up the answers, loses the commands, or cuts one in the moment of its choice.</summary>
internal sealed class Wires(int port)
{
    private readonly Lock _lock = new();
    private readonly List<Wire> _all = [];

    /// <summary>Called with each before anything goes through it.</summary>
    public Action<Wire>? Made { get; set; }

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<Wire> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all];
            }
        }
    }

    public async ValueTask<IDuplexPipe> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        var wire = new Wire(socket);
        Made?.Invoke(wire);
        lock (_lock)
        {
            _all.Add(wire);
        }

        return new Pipes(wire);
    }

    private sealed class Pipes(Wire wire) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(wire);

        public PipeWriter Output { get; } = PipeWriter.Create(wire, new StreamPipeWriterOptions(leaveOpen: true));
    }
}

/// <summary>One of <see cref="Wires"/>.</summary>
internal sealed class Wire(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _sent = new();
    private TaskCompletionSource? _held;
    private string? _last;
    private (byte[] Old, byte[] New)? _lie;
    private bool _loses;

    /// <summary>All commands so far, those that were lost as well.</summary>
    public string Sent
    {
        get
        {
            lock (_lock)
            {
                return _sent.ToString();
            }
        }
    }

    /// <summary>Lets no answer through from now on.</summary>
    public void Hold() => Volatile.Write(ref _held, new(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Lets no answer through after the next one that begins so.</summary>
    public void HoldAfter(string last) => Volatile.Write(ref _last, last);

    /// <summary>Lets the answers through again.</summary>
    public void Let() => Interlocked.Exchange(ref _held, null)?.SetResult();

    /// <summary>Lets no command through from now on.</summary>
    public void Lose() => Volatile.Write(ref _loses, true);

    /// <summary>Says one thing for another.</summary>
    public void Lie(string truth, string lie) => _lie = (Encoding.ASCII.GetBytes(truth), Encoding.ASCII.GetBytes(lie));

    /// <summary>Ends as by a network that fails.</summary>
    public void Cut() => Socket.Dispose();

    /// <summary>Waits until a command has been sent so often.</summary>
    public async Task SendsAsync(string command, int times, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LogSpy.Patience);
        while (Sent.AsSpan().Count(command) < times)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await base.ReadAsync(buffer, cancellationToken);
        if (Volatile.Read(ref _held) is { } held)
        {
            await held.Task.WaitAsync(cancellationToken);
        }

        var answer = buffer.Span[..count];
        if (Volatile.Read(ref _last) is { } last && answer.StartsWith(Encoding.ASCII.GetBytes(last)))
        {
            Volatile.Write(ref _last, null);
            Hold();
        }

        if (_lie is { } lie && answer.IndexOf(lie.Old) is >= 0 and var at)
        {
            answer[(at + lie.Old.Length)..].CopyTo(buffer.Span[(at + lie.New.Length)..]);
            lie.New.CopyTo(buffer.Span[at..]);
            count += lie.New.Length - lie.Old.Length;
        }

        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var sent = Encoding.UTF8.GetString(buffer.Span);
        if (!Volatile.Read(ref _loses))
        {
            await base.WriteAsync(buffer, cancellationToken);
        }

        lock (_lock)
        {
            _sent.Append(sent);
        }
    }
}
