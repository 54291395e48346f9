using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk.Protocol;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>
/// A client's dealings with a server, over one connection after another. It takes every operation, hands it to the connection that there is, and keeps
/// what was not sent for the next one; what was sent and not answered is never sent again.
/// </summary>
[SuppressMessage("Usage", "CA2213", Justification = "Every connection is in the set of those that are disposed, and a source without a timer holds nothing.")]
internal sealed partial class Session : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task<IDuplexPipe>> _connect;
    private readonly Queue<Operation> _parked = new();
    private readonly HashSet<Connection> _connections = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WatchedTubes _watched;
    private readonly BeanstalkAddress _server;

    // The first connection is made before anybody has the session.
    private Connection _last = null!;
    private Connection? _connection;
    private Task _reconnecting = Task.CompletedTask;
    private int _failures;

    private bool _closed;

    /// <summary>Whether a command that finds no connection fails, and why.</summary>
    private string? _unreachable;
    private Exception? _cause;

    private Session(
        Func<CancellationToken, Task<IDuplexPipe>> connect,
        BeanstalkAddress server,
        BeanstalkClientOptions options,
        ILogger logger,
        WatchedTubes watched)
    {
        (_connect, _server, Address, Options, Logger, _watched) = (connect, server, server.ToString(), options, logger, watched);
        Meter = new CommandMeter(server, options.TimeProvider);
    }

    /// <summary>One for the session and its connections: an operation moves between them.</summary>
    public Lock Lock { get; } = new();

    public string Address { get; }

    public BeanstalkClientOptions Options { get; }

    public ILogger Logger { get; }

    public CommandMeter Meter { get; }

    /// <summary>The connection, or the last one if there is none.</summary>
    public Connection Last
    {
        get
        {
            lock (Lock)
            {
                return _last;
            }
        }
    }

    public bool IsConnected
    {
        get
        {
            lock (Lock)
            {
                return _connection is not null;
            }
        }
    }

    /// <summary>Whether there will be no further connection.</summary>
    public bool IsClosed
    {
        get
        {
            lock (Lock)
            {
                return _closed;
            }
        }
    }

    /// <summary>Ends, without an exception, when nothing more can be sent or answered.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Makes the first connection; without it there is no session.</summary>
    /// <exception cref="BeanstalkConnectionException">It could not be made.</exception>
    public static async Task<Session> ConnectAsync(
        Func<CancellationToken, Task<IDuplexPipe>> connect,
        BeanstalkAddress server,
        BeanstalkClientOptions options,
        ILogger logger,
        WatchedTubes watched,
        CancellationToken cancellationToken)
    {
        var session = new Session(connect, server, options, logger, watched);
        try
        {
            await session.OpenAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends a command and gives the result of its reply.</summary>
    /// <param name="operation">The command.</param>
    /// <param name="cancellationToken">Before the command is written it is withdrawn; afterwards only the wait ends.</param>
    public ValueTask<TResult> SendAsync<TCommand, TResult>(Operation<TCommand, TResult> operation, CancellationToken cancellationToken)
        where TCommand : struct, ICommand<TResult>
    {
        var result = operation.Result;
        operation.Session = this;
        operation.Begun = Meter.Begin();
        if (cancellationToken.CanBeCanceled)
        {
            operation.Cancellation = cancellationToken.UnsafeRegister(
                static (state, token) => ((Operation)state!).Session!.Cancel((Operation)state!, token), operation);
        }

        BeanstalkException? refusal = null;
        Connection? connection;
        var send = false;
        lock (Lock)
        {
            connection = _connection;
            if (operation.State != OperationState.Waiting)
            {
                // Cancelled while it was being registered: its caller already knows.
            }
            else if (operation.Bound is { } bound && bound != connection)
            {
                operation.State = OperationState.Done;
                refusal = Failed(TCommand.Name, CommandOutcome.NotSent, Address, bound.Reason, bound.Cause);
            }
            else if (connection is not null)
            {
                send = connection.EnqueueWithLock(operation);
            }
            else if (WhyRefusedWithLock() is { } reason)
            {
                operation.State = OperationState.Done;
                refusal = Failed(TCommand.Name, CommandOutcome.NotSent, Address, reason, _cause);
            }
            else
            {
                _parked.Enqueue(operation);
            }
        }

        if (refusal is not null)
        {
            _ = operation.Cancellation.Unregister();
            operation.Fail(refusal);
        }

        connection?.SendIf(send);
        return result;
    }

    /// <summary>A connection takes no more commands: what it has not sent waits for the next one, or is refused if there will be none.</summary>
    /// <returns>What is refused; it fails once the caller has left the lock.</returns>
    public Operation[] LeaveWithLock(Connection connection, Queue<Operation> unsent)
    {
        if (connection == _connection)
        {
            _connection = null;
            (_unreachable, _cause) = (null, null);
            if (Options.Reconnect.Enabled && !_closed)
            {
                // One that broke at once and answered nothing is as good as none: so may the next. One that this client finished has not broken.
                _failures = connection.Cause is null || connection.Answered > 0 || connection.Age > Options.Reconnect.LongestPause ? 0 : _failures + 1;
                var awaited = connection.WillChangeWatchedWithLock ? connection.Ended : Task.CompletedTask;
                _reconnecting = Background.Run(() => ReconnectAsync(awaited));
            }
            else
            {
                Close(connection);
            }
        }

        var refused = new List<Operation>();
        while (unsent.TryDequeue(out var operation))
        {
            if (operation.State != OperationState.Waiting)
            {
                continue;
            }

            if (!_closed && operation.Bound is null && _parked.Count < Options.Reconnect.MaxWaiting)
            {
                _parked.Enqueue(operation);
            }
            else
            {
                operation.State = OperationState.Done;
                refused.Add(operation);
            }
        }

        return [.. refused];
    }

    /// <summary>Fails what was not sent and will not be.</summary>
    public void Refuse(Operation[] operations)
    {
        if (operations.Length == 0)
        {
            return;
        }

        string reason;
        Exception? cause;
        lock (Lock)
        {
            (reason, cause) = (_unreachable ?? _last.Reason, _unreachable is null ? _last.Cause : _cause);
        }

        foreach (var operation in operations)
        {
            _ = operation.Cancellation.Unregister();
            operation.Fail(Failed(operation.Name, CommandOutcome.NotSent, Address, reason, cause));
        }
    }

    public static BeanstalkConnectionException Failed(string command, CommandOutcome outcome, string address, string reason, Exception? cause)
    {
        var known = outcome == CommandOutcome.NotSent
            ? "It was not sent."
            : "It was sent and not answered: the server may have carried it out.";
        return new BeanstalkConnectionException($"'{command}' failed: the connection to {address} is over, because {reason.TrimEnd('.')}. {known}", outcome, cause);
    }

    /// <summary>A command about a job of a server process that is no more.</summary>
    public static BeanstalkConnectionException Replaced(string command, string address)
        => new(
            $"'{command}' was not sent: {address} is another server process now, where the job's number means another job or none. If the server keeps "
            + "no binlog, the job is gone; if it does, the job is there again and will be taken again.",
            CommandOutcome.NotSent);

    /// <summary>Cancels the wait for an operation.</summary>
    private void Cancel(Operation operation, CancellationToken token)
    {
        Operation[] refused = [];
        Connection? connection = null;
        var send = false;
        CommandOutcome outcome;
        lock (Lock)
        {
            switch (operation.State)
            {
                case OperationState.Waiting:
                    operation.State = OperationState.Withdrawn;
                    outcome = CommandOutcome.NotSent;
                    break;
                case OperationState.Sent:
                    operation.State = OperationState.Abandoned;
                    outcome = CommandOutcome.Unknown;
                    if (operation.Patience != TimeSpan.Zero)
                    {
                        connection = operation.Connection!;
                        send = connection.FinishWithLock($"a '{operation.Name}' that was waiting in the server was cancelled", out refused);
                    }

                    break;
                default:
                    return;
            }
        }

        operation.Fail(new CommandCanceledException(operation.Name, outcome, token));
        connection?.SendIf(send);
        Refuse(refused);
    }

    private string? WhyRefusedWithLock()
    {
        if (_closed)
        {
            return _unreachable ?? _last.Reason;
        }

        if (_unreachable is not null && !Options.Reconnect.CommandsWait)
        {
            return _unreachable;
        }

        if (_parked.Count >= Options.Reconnect.MaxWaiting)
        {
            // Those whose callers have gone count no more.
            for (var count = _parked.Count; count > 0; count--)
            {
                var operation = _parked.Dequeue();
                if (operation.State == OperationState.Waiting)
                {
                    _parked.Enqueue(operation);
                }
            }
        }

        return _parked.Count >= Options.Reconnect.MaxWaiting
            ? $"{_parked.Count} commands wait for it already ({nameof(ReconnectOptions)}.{nameof(ReconnectOptions.MaxWaiting)})"
            : null;
    }

    private Operation[] TakeParkedWithLock()
    {
        Operation[] parked = [.. _parked.Where(static operation => operation.State == OperationState.Waiting)];
        _parked.Clear();
        foreach (var operation in parked)
        {
            operation.State = OperationState.Done;
        }

        return parked;
    }
}
