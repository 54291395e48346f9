using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk;
using TypedJobs.Failures;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// A pool of connections that watch the same tubes. Receives from all tubes share them by <see cref="Rotation"/>. A receive from some of the tubes only
/// takes an idle connection or makes one, and waits there by itself.
/// </summary>
internal sealed class BeanstalkConsumer(
    Func<CancellationToken, Task<BeanstalkClient>> connect,
    string server,
    BeanstalkBrokerOptions options,
    IReadOnlyList<TubeName> tubes,
    Action<BeanstalkConsumer> disposed,
    TimeProvider time,
    ILogger logger) : IJobConsumer
{
    private static readonly ReconnectOptions Pauses = new();

    private static readonly TimeSpan PauseBetweenDeletes = TimeSpan.FromMilliseconds(100);

    /// <summary>By then another worker has the job, most likely.</summary>
    private static readonly TimeSpan TimeForDeletingAgain = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Stack<ConsumerConnection> _idle = new();
    private readonly List<ConsumerConnection> _holders = [];
    private readonly HashSet<ConsumerConnection> _open = [];

    /// <summary>One receive at a time connects: a server that is down is asked by one, and reported by one.</summary>
    [SuppressMessage("Usage", "CA2213", Justification = "A semaphore without a wait handle holds nothing, and receives may still be waiting for it.")]
    private readonly SemaphoreSlim _connecting = new(1);
    private Rotation? _rotation;
    private bool _reachable = true;
    private bool _disposed;

    public async ValueTask<IJobDelivery> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReceiveAsync([], ConsumerConnection.LongestReserve, cancellationToken).ConfigureAwait(false) is { } delivery)
            {
                return delivery;
            }
        }
    }

    public async ValueTask<IJobDelivery?> ReceiveAsync(IReadOnlyCollection<string> except, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (except.Count == 0)
        {
            return await SharedRotation().ReceiveAsync(patience, cancellationToken).ConfigureAwait(false);
        }

        TubeName[] closed = [.. except.Select(options.Qualify)];
        var losses = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var connection = await TakeAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (await connection.ReserveAsync(closed, patience, cancellationToken).ConfigureAwait(false) is { } job)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return Hold(connection, job);
                }

                await ReturnAsync(connection).ConfigureAwait(false);
                return null;
            }
            catch (BrokerException exception)
            {
                ReportLoss(exception);
                await CloseAsync(connection).ConfigureAwait(false);
                if (++losses > 1)
                {
                    // It connects and breaks again at once: no reason to hurry.
                    await Task.Delay(PauseAfter(losses), time, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // A job that may have come in the same moment goes back with the connection.
                await CloseAsync(connection).ConfigureAwait(false);
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        ConsumerConnection[] open;
        lock (_lock)
        {
            _disposed = true;
            open = [.. _open];
            _open.Clear();
            _idle.Clear();
            _holders.Clear();
        }

        _rotation?.Dispose();

        await Task.WhenAll(open.Select(static connection => connection.CloseAsync())).ConfigureAwait(false);
        disposed(this);
    }

    /// <summary>A tube as the application calls it.</summary>
    internal string NameOf(TubeName tube) => options.Unqualify(tube);

    /// <summary>The tube of the failure records of a tube.</summary>
    /// <exception cref="BrokerException">The application's prefix leaves no room for it.</exception>
    internal TubeName FailuresOf(string tube) => CompanionOf(tube, FailureRecord.TubeEnding);

    /// <summary>The tube of the alibis of a job. A tube a job, since a server finds nothing else by a name; it is gone when it is empty.</summary>
    /// <exception cref="BrokerException">The application's prefix leaves no room for it.</exception>
    internal TubeName AlibisOf(string tube, ulong job)
        => CompanionOf(tube, string.Create(CultureInfo.InvariantCulture, $"{FailureRecord.TubeEnding}/{job}"));

    /// <summary>
    /// A connection that holds jobs, has room for more, and is still used. It counts as holding one more, so that nobody waits over it meanwhile.
    /// </summary>
    internal ConsumerConnection? EnterHolder()
    {
        lock (_lock)
        {
            var holder = _holders.Find(static holder => holder.Held < Rotation.MostHeld);
            if (holder is not null)
            {
                holder.Held++;
            }

            return holder;
        }
    }

    /// <summary>A connection that holds nothing.</summary>
    internal async ValueTask<ConsumerConnection> TakeAsync(CancellationToken cancellationToken)
        => TakeIdle() ?? await ConnectAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>A job has come over a connection that held nothing.</summary>
    internal BeanstalkDelivery Hold(ConsumerConnection connection, ReservedJob job)
    {
        lock (_lock)
        {
            if (++connection.Held == 1 && !_disposed && connection.WatchesAll && _open.Contains(connection))
            {
                _holders.Add(connection);
            }
        }

        return Deliver(connection, job);
    }

    /// <summary>A job has come over a connection that counts it already.</summary>
    internal BeanstalkDelivery Deliver(ConsumerConnection connection, ReservedJob job) => new(this, connection, job, new JobId(server, job.Id));

    /// <summary>A job no longer concerns a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="settled">
    /// Whether it was settled. If not, the connection is closed, to give it back: at once, or if it holds other jobs, when they are settled.
    /// </param>
    internal Task LetGoAsync(ConsumerConnection connection, bool settled)
    {
        lock (_lock)
        {
            connection.Held--;
            connection.IsRetired |= !settled;
            if (connection.Held == 0 || connection.IsRetired)
            {
                _holders.Remove(connection);
            }

            if (connection.Held > 0)
            {
                return Task.CompletedTask;
            }
        }

        return connection.IsRetired ? CloseAsync(connection) : ReturnAsync(connection);
    }

    /// <summary>
    /// Deletes a job that is done but could not be deleted over its own connection, before somebody does it again. Another server process may have
    /// another job of that number, so there it is left alone.
    /// </summary>
    /// <exception cref="BrokerException">It was not deleted, or nobody knows: the job may be done twice.</exception>
    internal async Task DeleteAgainAsync(ConsumerConnection lost, JobId id, BrokerException loss, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeForDeletingAgain, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (await TryDeleteAgainAsync(lost, id, either.Token).ConfigureAwait(false))
            {
                Log.DeletedAfterLoss(logger, id, server);
                return;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        throw new BrokerException($"{loss.Message} Job {id} is done and may be done again.", loss.Outcome, loss);
    }

    /// <summary>How long to wait after so many failures in a row.</summary>
    internal static TimeSpan PauseAfter(int failures) => Pauses.PauseAfter(failures);

    /// <summary>Takes back a connection that holds no job.</summary>
    internal Task ReturnAsync(ConsumerConnection connection)
    {
        lock (_lock)
        {
            if (!_disposed && _open.Contains(connection))
            {
                _idle.Push(connection);
                return Task.CompletedTask;
            }
        }

        return CloseAsync(connection);
    }

    /// <summary>Closes a connection; a job that it holds goes back.</summary>
    internal Task CloseAsync(ConsumerConnection connection)
    {
        lock (_lock)
        {
            _open.Remove(connection);
            _holders.Remove(connection);
        }

        return connection.CloseAsync();
    }

    private async Task<bool> TryDeleteAgainAsync(ConsumerConnection lost, JobId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = await TakeAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var gone = false;
                var same = connection.ServerId.Length > 0 && connection.ServerId == lost.ServerId;
                while (same && !gone)
                {
                    // Gone may also mean that the first attempt did reach the server.
                    gone = await connection.DeleteAsync(id.Number, cancellationToken).ConfigureAwait(false)
                        || await connection.StatsAsync(id.Number, cancellationToken).ConfigureAwait(false) is null;
                    if (!gone)
                    {
                        // The server has not noticed the loss yet, or another worker has begun it anew and may yet fail.
                        await Task.Delay(PauseBetweenDeletes, time, cancellationToken).ConfigureAwait(false);
                    }
                }

                await ReturnAsync(connection).ConfigureAwait(false);
                return gone;
            }
            catch (OperationCanceledException)
            {
                await ReturnAsync(connection).ConfigureAwait(false);
                throw;
            }
            catch (BrokerException exception)
            {
                // The others that were idle are lost as well, one after the other.
                ReportLoss(exception);
                await CloseAsync(connection).ConfigureAwait(false);
            }
        }
    }

    private Rotation SharedRotation()
    {
        lock (_lock)
        {
            return _rotation ??= new Rotation(this, time);
        }
    }

    private ConsumerConnection? TakeIdle()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _idle.TryPop(out var connection) ? connection : null;
        }
    }

    private async Task<ConsumerConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var failures = 1; ; failures++)
            {
                try
                {
                    var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
                    ReportReached();
                    return connection;
                }
                catch (Exception exception) when (exception is BeanstalkException or BrokerException)
                {
                    _reachable = false;
                    var pause = PauseAfter(failures);
                    Log.ConnectFailed(logger, server, pause, exception.Message);
                    await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<ConsumerConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new ConsumerConnection(await connect(cancellationToken).ConfigureAwait(false), server, time, logger);
        try
        {
            await connection.WatchAsync(tubes, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                _open.Add(connection);
            }

            return connection;
        }
        catch
        {
            await connection.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void ReportReached()
    {
        if (!Interlocked.Exchange(ref _reachable, true))
        {
            Log.Connected(logger, server);
        }
    }

    private TubeName CompanionOf(string tube, string ending)
    {
        try
        {
            return options.Qualify(tube + ending);
        }
        catch (ArgumentException exception)
        {
            throw new BrokerException($"The tube '{tube}' can have no companion '{tube}{ending}': {exception.Message}", BrokerOutcome.NotSent, exception);
        }
    }

    /// <summary>A server that goes takes all connections with it: the first one tells.</summary>
    internal void ReportLoss(BrokerException exception)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }
        }

        if (Interlocked.Exchange(ref _reachable, false))
        {
            Log.ConnectionLost(logger, server, exception.Message);
        }
    }
}
