using System.Diagnostics.CodeAnalysis;
using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// A reserved job. Its connection can take others besides; one that is not settled goes back when the connection is closed. When the connection is lost, the
/// job is an orphan until its consumer has taken it again over another one, or has given it up.
/// </summary>
[SuppressMessage("Usage", "CA2213", Justification = "A source without a timer holds nothing, and handlers that were left behind may still look at its token.")]
internal sealed class BeanstalkDelivery : IJobDelivery
{
    /// <summary>What ended a process is older than most of what waits, so it is among the first that come.</summary>
    private const int EarlyDeliveries = 16;

    private readonly BeanstalkConsumer _consumer;
    private readonly ReservedJob _job;
    private readonly CancellationTokenSource _lost = new();
    private ConsumerConnection _connection;
    private TaskCompletionSource? _orphaned;
    private ulong _alibi;
    private int _settling;
    private bool _settled;
    private bool _missed;
    private int _disposed;

    public BeanstalkDelivery(BeanstalkConsumer consumer, ConsumerConnection connection, ReservedJob job, JobId id)
    {
        (_consumer, _connection, _job, Id) = (consumer, connection, job, id);
        IsEarly = connection.CountDelivery() <= EarlyDeliveries;
    }

    public JobId Id { get; }

    public ReadOnlyMemory<byte> Body => _job.Body;

    public bool IsEarly { get; }

    public CancellationToken Lost => _lost.Token;

    /// <summary>The connection that holds the job, or was the last to do so. Changed under the consumer's lock.</summary>
    public ConsumerConnection Connection => Volatile.Read(ref _connection);

    /// <summary>Whether its connection is lost and nobody knows yet whether there will be another. Changed under the consumer's lock.</summary>
    public bool IsOrphan => Volatile.Read(ref _orphaned) is { Task.IsCompleted: false };

    /// <summary>Its connection is lost. Called under the consumer's lock.</summary>
    /// <returns>Whether that matters: what settles a job sees for itself.</returns>
    public bool TryOrphan()
    {
        if (Volatile.Read(ref _settling) != 0 || Volatile.Read(ref _disposed) != 0)
        {
            return false;
        }

        Volatile.Write(ref _orphaned, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return true;
    }

    /// <summary>A connection holds it anew. Called under the consumer's lock.</summary>
    /// <returns>Whether its handler goes on: not if it knows already that its job was lost, or has ended.</returns>
    public bool TryMoveTo(ConsumerConnection connection)
    {
        var orphaned = Volatile.Read(ref _orphaned);
        if (orphaned is { Task.IsCompleted: false })
        {
            Volatile.Write(ref _connection, connection);
            orphaned.SetResult();
            return true;
        }

        if (Lost.IsCancellationRequested || Volatile.Read(ref _missed) || Volatile.Read(ref _settling) != 0 || Volatile.Read(ref _disposed) != 0)
        {
            return false;
        }

        Volatile.Write(ref _connection, connection);
        return true;
    }

    /// <summary>It is held no longer.</summary>
    public void Lose()
    {
        _lost.Cancel();
        _orphaned?.TrySetResult();
    }

    public ValueTask<bool> TouchAsync(CancellationToken cancellationToken = default)
        => AskAsync(
            static async (connection, job, cancellation) =>
            {
                try
                {
                    var held = await connection.TouchAsync(job.Id.Number, cancellation).ConfigureAwait(false)
                        || (await connection.ReserveReadyAsync(job.Id.Number, cancellation).ConfigureAwait(false)
                            && await job._consumer.TakeBackAsync(job, connection).ConfigureAwait(false));
                    Volatile.Write(ref job._missed, !held);
                    return held;
                }
                catch (OperationCanceledException)
                {
                    // Whoever asked takes it for lost.
                    Volatile.Write(ref job._missed, true);
                    throw;
                }
            },
            cancellationToken);

    public async ValueTask<DeliveryRecord?> GetRecordAsync(CancellationToken cancellationToken = default)
        => await AskAsync(static (connection, job, cancellation) => connection.StatsAsync(job.Id.Number, cancellation), cancellationToken).ConfigureAwait(false) is { } stats
            ? new DeliveryRecord
            {
                Tube = _consumer.NameOf(stats.Tube),
                Priority = stats.Priority,
                TimeToRun = stats.TimeToRun,
                Age = stats.Age,
                Deliveries = checked((int)stats.Reserves),
                Releases = checked((int)stats.Releases),
                Timeouts = checked((int)stats.Timeouts),
                Burials = checked((int)stats.Buries),
            }
            : null;

    public ValueTask CompleteAsync(CancellationToken cancellationToken = default)
        => CompleteAsync(static (connection, job, cancellation) => connection.DeleteAsync(job.Id.Number, cancellation), cancellationToken);

    public ValueTask CompleteAndGoOnAsync(CancellationToken cancellationToken = default)
        => CompleteAsync(
            static (connection, job, cancellation) =>
            {
                using var gathering = connection.Gather();
                var deleted = connection.DeleteAsync(job.Id.Number, cancellation);
                job._consumer.AskAhead(connection);
                return deleted;
            },
            cancellationToken);

    public async ValueTask ReleaseAsync(uint priority, TimeSpan delay, CancellationToken cancellationToken = default)
    {
        BeginSettling();
        var connection = await HolderAsync().ConfigureAwait(false);
        var result = await connection.ReleaseAsync(_job.Id, priority, delay, cancellationToken).ConfigureAwait(false);
        Settled(result != ReleaseResult.NotFound);
        if (result == ReleaseResult.Buried)
        {
            throw new BrokerException($"The server has no memory to release job {Id}, and has buried it.", BrokerOutcome.Answered);
        }
    }

    public async ValueTask RecordFailureAsync(string tube, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        var records = _consumer.FailuresOf(tube);
        var connection = await HolderAsync().ConfigureAwait(false);
        await connection.PutRecordAsync(records, record, cancellationToken).ConfigureAwait(false);
        await connection.PruneRecordsAsync(records, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask PutAlibiAsync(string tube, CancellationToken cancellationToken = default)
    {
        var alibis = _consumer.AlibisOf(tube, _job.Id);
        var connection = await HolderAsync().ConfigureAwait(false);
        _alibi = await connection.PutAlibiAsync(alibis, _job.Id, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask WithdrawAlibiAsync(CancellationToken cancellationToken = default)
        => await AskAsync(static (connection, job, cancellation) => connection.DeleteAsync(job._alibi, cancellation), cancellationToken).ConfigureAwait(false);

    public async ValueTask<int> CountAlibisAsync(string tube, CancellationToken cancellationToken = default)
    {
        var alibis = _consumer.AlibisOf(tube, _job.Id);
        var connection = await HolderAsync().ConfigureAwait(false);
        return await connection.CountAlibisAsync(alibis, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DropAlibisAsync(string tube, CancellationToken cancellationToken = default)
    {
        var alibis = _consumer.AlibisOf(tube, _job.Id);
        var connection = await HolderAsync().ConfigureAwait(false);
        await connection.DropAlibisAsync(alibis, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask BuryAsync(uint priority, CancellationToken cancellationToken = default)
    {
        BeginSettling();
        var connection = await HolderAsync().ConfigureAwait(false);
        Settled(await connection.BuryAsync(_job.Id, priority, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await HolderAsync().ConfigureAwait(false);
            await _consumer.ForgetAsync(this, _settled).ConfigureAwait(false);
        }
    }

    private async ValueTask CompleteAsync(Func<ConsumerConnection, BeanstalkDelivery, CancellationToken, Task<bool>> delete, CancellationToken cancellationToken)
    {
        BeginSettling();
        try
        {
            Settled(await AskAsync(delete, cancellationToken).ConfigureAwait(false));
        }
        catch (BrokerException exception) when (exception.Outcome != BrokerOutcome.Answered)
        {
            await _consumer.DeleteAgainAsync(Connection, Id, exception, cancellationToken).ConfigureAwait(false);
            _settled = true;
        }
    }

    /// <summary>Asks over the connection that holds the job, and over the next one if that is lost meanwhile: only what may be asked twice.</summary>
    private async ValueTask<T> AskAsync<T>(Func<ConsumerConnection, BeanstalkDelivery, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var connection = await HolderAsync().ConfigureAwait(false);
        while (true)
        {
            try
            {
                return await ask(connection, this, cancellationToken).ConfigureAwait(false);
            }
            catch (BrokerException exception) when (exception.Outcome != BrokerOutcome.Answered)
            {
                await connection.Over.ConfigureAwait(false);
                if (await HolderAsync().ConfigureAwait(false) is var next && next == connection)
                {
                    throw;
                }

                connection = next;
            }
        }
    }

    /// <summary>The connection that holds the job, as soon as that is known.</summary>
    private async ValueTask<ConsumerConnection> HolderAsync()
    {
        if (Volatile.Read(ref _orphaned) is { } orphaned)
        {
            await orphaned.Task.ConfigureAwait(false);
        }

        return Connection;
    }

    private void BeginSettling()
    {
        if (Interlocked.Exchange(ref _settling, 1) != 0)
        {
            throw new InvalidOperationException($"Job {Id} has been settled before.");
        }
    }

    private void Settled(bool found)
    {
        // Either way the connection does not hold it now.
        _settled = true;
        if (!found)
        {
            throw new BrokerException(
                $"This worker no longer holds job {Id}: its time-to-run was over, or someone deleted it. It may have been run twice.", BrokerOutcome.Answered);
        }
    }
}
