using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>
/// One conversation with a server, shared by any number of callers.
/// <para>
/// Callers put operations into a queue. One sender at a time takes what waits there, writes it into the transport's buffer, moves it to the queue of
/// those sent, and hands all of it over in one send. A loop reads replies and gives each to the oldest operation sent: the server
/// answers in the order in which it was asked, and an operation enters the second queue in the same critical section in which its bytes
/// are written, so the two orders are one. A `use` that a command needs is written before it with a place of its own in that queue.
/// </para>
/// <para>
/// How many are sent and unanswered is bounded; beyond that operations wait in the first queue, each with its caller, who is so held back.
/// An operation whose bytes are written keeps its place until its reply has come, whether or not somebody still waits for it. There
/// is one way out, <see cref="End"/>: it says why, once, and fails what was sent; what was not, the session takes back.
/// </para>
/// </summary>
internal sealed partial class Connection : IThreadPoolWorkItem, IAsyncDisposable
{
    public const string ClosedHere = "it was closed by this client";

    /// <summary>The watch looks so often within the time that a reply may take.</summary>
    private const int LooksWithinReplyTimeout = 4;

    private readonly Queue<Operation> _waiting = new();
    private readonly Queue<Operation> _sent = new();
    private readonly Session _session;
    private readonly Lock _lock;
    private readonly IDuplexPipe _transport;

    // The thread on which callers go on with their answers; null where the transport has none.
    private readonly ReceivingThread? _receiving;
    private readonly SocketWriter? _socket;
    private readonly string _address;
    private readonly BeanstalkClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _watch;
    private readonly long _made;

    private ConnectionState _state;
    private Task _completion = Task.CompletedTask;

    /// <summary>When the server last gave a sign of life (a reply, or <see cref="SignOfLife"/> bytes of one), or when the first of what is now unanswered was sent.</summary>
    private long _heard;

    public Connection(Session session, IDuplexPipe transport, ServerStats server)
    {
        _session = session;
        _lock = session.Lock;
        _transport = transport;
        _receiving = (transport as SocketTransport)?.Receiving;
        _receiving?.Delivered = SendTogether;
        _socket = transport.Output as SocketWriter;
        _address = session.Address;
        _options = session.Options;
        _time = session.Options.TimeProvider;
        _logger = session.Logger;
        _made = _heard = _time.GetTimestamp();
        var period = TimeSpan.FromMilliseconds(Math.Max(1, _options.ReplyTimeout.TotalMilliseconds / LooksWithinReplyTimeout));
        _watch = Background.CreateTimer(_time, static connection => ((Connection)connection!).Look(), this, period, period);
        _hold = Background.CreateTimer(_time, static connection => ((Connection)connection!).EndHold(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Server = server;

        // One that gives itself no name is never taken for another.
        ServerId = server.Id.Length > 0 ? server.Id : Guid.NewGuid().ToString();
    }

    /// <summary>What the server said of itself when the connection was made.</summary>
    public ServerStats Server { get; }

    /// <summary>The largest body that it takes, in bytes.</summary>
    public long MaxJobSize => Server.MaxJobSize is > 0 and <= long.MaxValue and var size ? (long)size : long.MaxValue;

    /// <summary>Which server process it is.</summary>
    public string ServerId { get; }

    public TimeSpan Age => _time.GetElapsedTime(_made);

    /// <summary>How many commands have been answered.</summary>
    public long Answered { get; private set; }

    /// <summary>Ends, without an exception, as soon as nothing can be sent or answered any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Why it is over.</summary>
    public string Reason { get; private set; } = ClosedHere;

    /// <summary>What made it end; null if this client did.</summary>
    public Exception? Cause { get; private set; }

    /// <summary>How many commands are sent and unanswered.</summary>
    public int Unanswered
    {
        get
        {
            lock (_lock)
            {
                return _sent.Count;
            }
        }
    }

    /// <summary>Whether an answer is to come that changes what is watched.</summary>
    public bool WillChangeWatchedWithLock => _sent.Any(static operation => operation.ChangesWatched);

    /// <summary>Whether it takes no more commands, and nobody waits for an answer to those that it took.</summary>
    private bool OwesNothing
    {
        get
        {
            lock (_lock)
            {
                return _state == ConnectionState.Finishing && !_sent.Any(IsAwaited);
            }
        }
    }

    /// <summary>Begins to read.</summary>
    public void Start() => _completion = Background.Run(RunAsync);

    /// <summary>Lets the server answer what it has been sent, then ends. Returns when the connection has ended.</summary>
    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        bool send;
        lock (_lock)
        {
            if (_state == ConnectionState.Open)
            {
                _state = ConnectionState.Finishing;
                _quitting = true;
                _heard = _time.GetTimestamp();
            }

            send = ClaimRestWithLock() || ClaimSendingWithLock();
        }

        SendIf(send);
        await _completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes no more commands. What is sent is answered: only a closed direction makes the server give up waiting with a reserve.
    /// </summary>
    /// <param name="reason">Why.</param>
    /// <param name="refused">What nobody will send; it fails once the caller has left the lock.</param>
    /// <returns>Whether the caller has to <see cref="SendIf"/>, once it has left the lock.</returns>
    public bool FinishWithLock(string reason, out Operation[] refused)
    {
        refused = [];
        if (_state == ConnectionState.Open)
        {
            _state = ConnectionState.Finishing;
            Reason = reason;
            _heard = _time.GetTimestamp();
            refused = _session.LeaveWithLock(this, _waiting);
        }

        return ClaimRestWithLock() || ClaimSendingWithLock();
    }

    /// <summary>Ends at once. What waits for a reply fails. Harmless when repeated.</summary>
    public async ValueTask DisposeAsync()
    {
        End(ClosedHere, cause: null);
        await _completion.ConfigureAwait(false);
        await _watch.DisposeAsync().ConfigureAwait(false);
        await _hold.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        BeanstalkMeter.Opened(this);
        _ = ReceiveAsync();
        await Task.WhenAll(_receivingEnded.Task, _ended.Task, _sendingEnded.Task).ConfigureAwait(false);
        await _watch.DisposeAsync().ConfigureAwait(false);
        BeanstalkMeter.Closed(this);
        await HarmlessTransport.CloseAsync(_transport, new IOException($"The connection is over, because {Reason}.", Cause), _time).ConfigureAwait(false);
    }

    private static bool IsAwaited(Operation operation) => operation is { State: OperationState.Sent, IsOwn: false };

    /// <summary>Ends the connection to a peer that owes an answer and gives no sign of life.</summary>
    private void Look()
    {
        TimeSpan allowed;
        lock (_lock)
        {
            allowed = _options.ReplyTimeout;
            if (_state == ConnectionState.Open)
            {
                if (!_sent.TryPeek(out var oldest))
                {
                    return;
                }

                allowed += oldest.Patience;
            }

            if (_state == ConnectionState.Ended || _time.GetElapsedTime(_heard) < allowed)
            {
                return;
            }
        }

        var reason = $"the server did not answer within {allowed.TotalSeconds:0.###} seconds";
        End(reason, new TimeoutException($"{_address}: {reason} ({nameof(BeanstalkClientOptions)}.{nameof(BeanstalkClientOptions.ReplyTimeout)})."));
    }

    /// <summary>The one way out. Only the first reason counts.</summary>
    private void End(string reason, Exception? cause)
    {
        Operation[] unanswered;
        Operation[] refused;
        bool expected;
        lock (_lock)
        {
            if (_state == ConnectionState.Ended)
            {
                return;
            }

            expected = cause is null;
            if (_state == ConnectionState.Open || cause is not null)
            {
                (Reason, Cause) = (reason, cause);
            }

            _state = ConnectionState.Ended;
            unanswered = [.. _sent.Where(IsAwaited)];
            _sent.Clear();
            foreach (var operation in unanswered)
            {
                operation.State = OperationState.Done;
            }

            refused = _session.LeaveWithLock(this, _waiting);
            EndSendingWithLock();
        }

        if (expected)
        {
            Log.Closed(_logger, _address, Reason);
        }
        else
        {
            Log.Lost(_logger, _address, Reason, unanswered.Length, cause);
            BeanstalkMeter.LostSightOf(unanswered.Length);
        }

        foreach (var operation in unanswered)
        {
            _ = operation.Cancellation.Unregister();
            operation.Fail(Session.Failed(operation.Name, CommandOutcome.Unknown, _address, Reason, Cause));
        }

        _session.Refuse(refused);
        HarmlessTransport.Cancel(_transport);
        _ended.SetResult();
    }
}
