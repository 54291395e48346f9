using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk;
using TypedJobs.Telemetry;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// The one connection that all producers share: made when it is first wanted, replaced when it is lost or has stopped answering.
/// </summary>
/// <remarks>
/// Callers that find no connection wait for the same attempt, each no longer than its own token allows, or fail, as the options say. After a failed attempt
/// the next one begins with a pause that grows with the failures, so the server is asked now and then, however many callers there are.
/// A connection that is retired takes no new commands, and is closed when the last of those on their way has ended: that one caller was impatient
/// must not fail the others.
/// The client's own reconnecting would do less here: it needs a server when it is made, does not say why there is none, and bears with a silent one until its own
/// patience is over, and not a caller's.
/// </remarks>
internal sealed class SharedConnection(
    Func<CancellationToken, Task<BeanstalkClient>> connect, string server, BeanstalkBrokerOptions options, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    /// <summary>Shorter than elsewhere in the end: whoever enqueues waits for seconds, and not for minutes.</summary>
    private static readonly ReconnectOptions Pauses = new() { LongestPause = TimeSpan.FromSeconds(1) };

    private readonly Lock _lock = new();
    private readonly HashSet<Connection> _open = [];
    private readonly CancellationTokenSource _disposing = new();
    private Task<Connection?>? _attempt;
    private Connection? _live;
    private bool _hadOne;
    private bool _disposed;
    private int _failures;
    private int _waiting;

    /// <summary>Why the last attempt to connect failed; null if it did not.</summary>
    public Exception? LastFailure { get; private set; }

    /// <summary>A connection for one command; the lease is disposed when the command has ended.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before there was a connection.</exception>
    /// <exception cref="BrokerException">There is none, and the options do not let it be waited for.</exception>
    public async ValueTask<Lease> RentAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // After an attempt that failed, whoever still has time tries again.
            var attempt = Attempt();
            var made = attempt.IsCompletedSuccessfully
                ? await attempt.ConfigureAwait(false)
                : await WaitForAsync(attempt, cancellationToken).ConfigureAwait(false);
            if (made is { } connection && TryEnter(connection))
            {
                return new Lease(this, connection);
            }
        }
    }

    /// <summary>Lets the commands that are begun until it is disposed be sent together, if there is a connection.</summary>
    public CommandGathering Gather()
    {
        lock (_lock)
        {
            return _live is { } live ? live.Client.Gather() : default;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<Connection?>? attempt;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            attempt = _attempt;
        }

        await _disposing.CancelAsync().ConfigureAwait(false);
        if (attempt is not null)
        {
            await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Connection[] open;
        lock (_lock)
        {
            open = [.. _open];
            _open.Clear();
        }

        await Task.WhenAll(open.Select(CloseAsync)).ConfigureAwait(false);
        _disposing.Dispose();
    }

    private async Task<Connection?> WaitForAsync(Task<Connection?> attempt, CancellationToken cancellationToken)
    {
        if (!options.WaitsForServer && LastFailure is { } failure)
        {
            throw new BrokerException(
                $"{server} cannot be reached, so nothing was sent: {failure.Message} ({nameof(BeanstalkBrokerOptions.WaitsForServer)} is false.)",
                BrokerOutcome.NotSent,
                failure);
        }

        try
        {
            return Interlocked.Increment(ref _waiting) <= options.MaxWaiting
                ? await attempt.WaitAsync(cancellationToken).ConfigureAwait(false)
                : throw new BrokerException(
                    $"{options.MaxWaiting} requests wait for {server} already ({nameof(BeanstalkBrokerOptions.MaxWaiting)}), so nothing was sent: {LastFailure?.Message ?? "it has not answered yet"}",
                    BrokerOutcome.NotSent,
                    LastFailure);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>The attempt that has led to the connection or may still do so.</summary>
    private Task<Connection?> Attempt()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(BeanstalkBroker));
            if (_live is { Client.IsConnected: false })
            {
                RetireWithLock(_live);
            }

            return _attempt ??= ConnectAsync();
        }
    }

    private async Task<Connection?> ConnectAsync()
    {
        // Not under the caller's lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (_failures > 0)
            {
                await Task.Delay(Pauses.PauseAfter(_failures), time, _disposing.Token).ConfigureAwait(false);
            }

            var client = await connect(_disposing.Token).ConfigureAwait(false);
            var connection = new Connection(client);
            bool replaces;
            lock (_lock)
            {
                replaces = _hadOne;
                _hadOne = true;
                _open.Add(connection);
                _live = connection;
            }

            if (replaces)
            {
                BrokerMeter.Reconnects.Count();
            }

            (LastFailure, _failures) = (null, 0);
            Log.Connected(logger, server);
            return connection;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            lock (_lock)
            {
                LastFailure = exception;
                _failures++;
                _attempt = null;
            }

            return null;
        }
    }

    private bool TryEnter(Connection connection)
    {
        lock (_lock)
        {
            if (connection.IsRetired)
            {
                return false;
            }

            connection.Commands++;
            return true;
        }
    }

    private void Leave(Connection connection)
    {
        lock (_lock)
        {
            connection.Commands--;
            CloseIfUnusedWithLock(connection);
        }
    }

    private void Retire(Connection connection)
    {
        lock (_lock)
        {
            RetireWithLock(connection);
        }
    }

    private void RetireWithLock(Connection connection)
    {
        if (!connection.IsRetired)
        {
            connection.IsRetired = true;
            (_attempt, _live) = (null, null);
            CloseIfUnusedWithLock(connection);
        }
    }

    private void CloseIfUnusedWithLock(Connection connection)
    {
        if (connection is { IsRetired: true, Commands: 0 } && _open.Remove(connection))
        {
            Close(connection);
        }
    }

    /// <summary>A method of its own: what the task needs would else be made for each command that ends.</summary>
    private void Close(Connection connection) => _ = Task.Run(() => CloseAsync(connection));

    private async Task CloseAsync(Connection connection)
    {
        try
        {
            await connection.Client.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody waits for this one any more.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.CloseFailed(logger, server, exception);
        }
    }

    /// <summary>The right to send one command.</summary>
    internal readonly struct Lease(SharedConnection owner, Connection connection) : IDisposable
    {
        public BeanstalkClient Client => connection.Client;

        /// <summary>The connection does not answer: later commands get another.</summary>
        public void Retire() => owner.Retire(connection);

        public void Dispose() => owner.Leave(connection);
    }

    internal sealed class Connection(BeanstalkClient client)
    {
        public BeanstalkClient Client { get; } = client;

        public int Commands { get; set; }

        public bool IsRetired { get; set; }
    }
}
