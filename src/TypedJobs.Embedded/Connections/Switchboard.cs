using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TypedJobs.Embedded.Protocol;
using TypedJobs.Embedded.Queues;
using TypedJobs.Embedded.Stores;

namespace TypedJobs.Embedded.Connections;

/// <summary>
/// Brings connections, engine and time together. Whatever happens (bytes arrive, replies are sent, a deadline passes) is worked off under the one lock: commands are
/// carried out, the replies that they cause are written, for whichever connection. What is to be sent is sent after the lock is left, so no client can
/// hold up another.
/// </summary>
internal sealed class Switchboard : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Session> _sessions = [];
    private readonly Queue<Session> _queue = new();
    private readonly CommandCounts _counts = new();
    private readonly StatisticsText _statistics = new();
    private readonly IJobStore _store;
    private readonly Clock _clock;
    private readonly QueueEngine _engine;
    private readonly Alarm _alarm;
    private readonly ILogger _logger;
    private bool _closed;

    public Switchboard(long maxJobSize, IJobStore store, TimeProvider time, ILogger logger)
    {
        _store = store;
        _logger = logger;
        _clock = new Clock(time);
        _engine = new QueueEngine(_clock, store, maxJobSize);
        _alarm = new Alarm(time, TimePassed);
        _alarm.Set(_engine.NextDeadline, _engine.Now);
    }

    /// <summary>A random text, new with each broker.</summary>
    public string Id => _statistics.Id;

    /// <summary>How long until time alone changes something; zero if that is due, null if nothing will.</summary>
    public TimeSpan? UntilNextDeadline
    {
        get
        {
            lock (_lock)
            {
                // Rounded up: what is advanced by it has reached the deadline.
                return _engine.NextDeadline is var deadline && deadline == Deadline.Never
                    ? null
                    : TimeSpan.FromTicks(Math.Max(0, (deadline - _clock.Nanoseconds() + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick));
            }
        }
    }

    /// <summary>Refuses new jobs from now on.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            _engine.IsDraining = true;
        }
    }

    /// <summary>Talks with a client until one of the two has enough.</summary>
    public async Task TalkAsync(ITransport transport)
    {
        if (Open(transport) is not { } session)
        {
            transport.Dispose();
            return;
        }

        try
        {
            var space = SpaceOf(session, out _);
            while (true)
            {
                var count = await transport.ReceiveAsync(space).ConfigureAwait(false);
                space = Arrived(session, count, out var roomAgain);
                while (roomAgain is not null)
                {
                    await roomAgain.ConfigureAwait(false);
                    space = SpaceOf(session, out roomAgain);
                }

                if (space.IsEmpty)
                {
                    return;
                }
            }
        }
#pragma warning disable CA1031 // One connection's trouble, whatever it is, ends that connection and nothing else.
        catch (Exception trouble)
#pragma warning restore CA1031
        {
            Abort(session, trouble);
        }
    }

    /// <summary>Ends all connections.</summary>
    public ValueTask DisposeAsync()
    {
        Session[] open;
        lock (_lock)
        {
            _closed = true;
            open = [.. _sessions];
        }

        foreach (var session in open)
        {
            Abort(session, trouble: null);
        }

        return _alarm.DisposeAsync();
    }

    private Session? Open(ITransport transport)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return null;
            }

            var session = new Session(transport) { Conversation = new Conversation(_engine, _counts, _statistics) };
            session.Conversation.WasAnswered = () => Queue(session);
            _sessions.Add(session);
            return session;
        }
    }

    /// <param name="session">The session.</param>
    /// <param name="count">How many bytes have arrived.</param>
    /// <param name="roomAgain">To be awaited before anything further can be received; null if there is room.</param>
    /// <returns>Where the next bytes go; empty if nothing further is to be received.</returns>
    private Memory<byte> Arrived(Session session, int count, out Task? roomAgain)
    {
        Memory<byte> space;
        Session? toSend;
        lock (_lock)
        {
            session.Arrived(count);
            Queue(session);
            toSend = WorkOff();
            space = session.Space(out roomAgain);
        }

        StartSending(toSend);
        return space;
    }

    private Memory<byte> SpaceOf(Session session, out Task? roomAgain)
    {
        lock (_lock)
        {
            return session.Space(out roomAgain);
        }
    }

    private void TimePassed()
    {
        Session? toSend;
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _alarm.WentOff();
            _engine.Tick();
            toSend = WorkOff();
        }

        StartSending(toSend);
    }

    private void Queue(Session session)
    {
        if (!session.IsQueued)
        {
            session.IsQueued = true;
            _queue.Enqueue(session);
        }
    }

    /// <summary>Carries out what can be, for all sessions that something has happened to.</summary>
    /// <returns>The first of a list of those that now begin to send.</returns>
    private Session? WorkOff()
    {
        Session? first = null;
        while (_queue.TryDequeue(out var session))
        {
            session.CarryOn();
            session.IsQueued = false;
            if (!session.IsSending && (session.HasSomethingToSend || session.Conversation.HasEnded))
            {
                session.IsSending = true;
                session.TakeForSending();
                session.NextToSend = first;
                first = session;
            }
        }

        _alarm.Set(_engine.NextDeadline, _engine.Now);
        return first;
    }

    private void StartSending(Session? session)
    {
        while (session is not null)
        {
            var next = session.NextToSend;
            session.NextToSend = null;
            _ = SendAsync(session);
            session = next;
        }
    }

    private async Task SendAsync(Session session)
    {
        try
        {
            do
            {
                await _store.CommitAsync().ConfigureAwait(false);
                await session.SendAsync().ConfigureAwait(false);
            }
            while (HasMoreToSend(session));
        }
#pragma warning disable CA1031 // One connection's trouble, whatever it is, ends that connection and nothing else.
        catch (Exception trouble)
#pragma warning restore CA1031
        {
            Abort(session, trouble);
        }
    }

    /// <summary>After a send: takes what was written meanwhile, and carries out commands that had to wait for room.</summary>
    private bool HasMoreToSend(Session session)
    {
        Session? others;
        bool more;
        bool over;
        lock (_lock)
        {
            Queue(session);
            others = WorkOff();
            more = session.HasSomethingToSend;
            over = !more && session.Conversation.HasEnded;
            session.IsSending = more;
            if (more)
            {
                session.TakeForSending();
            }
        }

        StartSending(others);
        if (over)
        {
            Close(session);
        }

        return more;
    }

    private void Abort(Session session, Exception? trouble)
    {
        Session? others;
        lock (_lock)
        {
            // Nobody reads what it still says.
            session.IsSending = true;
            session.Conversation.End();
            session.CarryOn();
            others = WorkOff();
        }

        if (trouble is not null and not (IOException or SocketException or ObjectDisposedException or OperationCanceledException))
        {
            Log.ConnectionFailed(_logger, trouble);
        }

        StartSending(others);
        Close(session);
    }

    private void Close(Session session)
    {
        lock (_lock)
        {
            _sessions.Remove(session);
        }

        session.Transport.Dispose();
    }
}
