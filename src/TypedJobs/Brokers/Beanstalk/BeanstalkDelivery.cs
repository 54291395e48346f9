using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>A reserved job. Its connection can take others besides; one that is not settled goes back when the connection is closed.</summary>
internal sealed class BeanstalkDelivery(BeanstalkConsumer consumer, ConsumerConnection connection, ReservedJob job, JobId id) : IJobDelivery
{
    /// <summary>What ended a process is older than most of what waits, so it is among the first that come.</summary>
    private const int EarlyDeliveries = 16;

    private ulong _alibi;
    private int _settling;
    private bool _settled;
    private int _disposed;

    public JobId Id => id;

    public ReadOnlyMemory<byte> Body => job.Body;

    public bool IsEarly { get; } = connection.CountDelivery() <= EarlyDeliveries;

    public CancellationToken Lost => connection.Lost;

    public async ValueTask<bool> TouchAsync(CancellationToken cancellationToken = default)
        => await connection.TouchAsync(job.Id, cancellationToken).ConfigureAwait(false);

    public async ValueTask<DeliveryRecord?> GetRecordAsync(CancellationToken cancellationToken = default)
        => await connection.StatsAsync(job.Id, cancellationToken).ConfigureAwait(false) is { } stats
            ? new DeliveryRecord
            {
                Tube = consumer.NameOf(stats.Tube),
                Priority = stats.Priority,
                TimeToRun = stats.TimeToRun,
                Age = stats.Age,
                Deliveries = checked((int)stats.Reserves),
                Releases = checked((int)stats.Releases),
                Timeouts = checked((int)stats.Timeouts),
                Burials = checked((int)stats.Buries),
            }
            : null;

    public async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        BeginSettling();
        try
        {
            Settled(await connection.DeleteAsync(job.Id, cancellationToken).ConfigureAwait(false));
        }
        catch (BrokerException exception) when (exception.Outcome != BrokerOutcome.Answered)
        {
            await consumer.DeleteAgainAsync(connection, id, exception, cancellationToken).ConfigureAwait(false);
            _settled = true;
        }
    }

    public async ValueTask ReleaseAsync(uint priority, TimeSpan delay, CancellationToken cancellationToken = default)
    {
        BeginSettling();
        var result = await connection.ReleaseAsync(job.Id, priority, delay, cancellationToken).ConfigureAwait(false);
        Settled(result != ReleaseResult.NotFound);
        if (result == ReleaseResult.Buried)
        {
            throw new BrokerException($"The server has no memory to release job {id}, and has buried it.", BrokerOutcome.Answered);
        }
    }

    public async ValueTask RecordFailureAsync(string tube, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        var records = consumer.FailuresOf(tube);
        await connection.PutRecordAsync(records, record, cancellationToken).ConfigureAwait(false);
        await connection.PruneRecordsAsync(records, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask PutAlibiAsync(string tube, CancellationToken cancellationToken = default)
        => _alibi = await connection.PutAlibiAsync(consumer.AlibisOf(tube, job.Id), job.Id, cancellationToken).ConfigureAwait(false);

    public async ValueTask WithdrawAlibiAsync(CancellationToken cancellationToken = default)
        => await connection.DeleteAsync(_alibi, cancellationToken).ConfigureAwait(false);

    public async ValueTask<int> CountAlibisAsync(string tube, CancellationToken cancellationToken = default)
        => await connection.CountAlibisAsync(consumer.AlibisOf(tube, job.Id), cancellationToken).ConfigureAwait(false);

    public async ValueTask DropAlibisAsync(string tube, CancellationToken cancellationToken = default)
        => await connection.DropAlibisAsync(consumer.AlibisOf(tube, job.Id), cancellationToken).ConfigureAwait(false);

    public async ValueTask BuryAsync(uint priority, CancellationToken cancellationToken = default)
    {
        BeginSettling();
        Settled(await connection.BuryAsync(job.Id, priority, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await consumer.LetGoAsync(connection, _settled).ConfigureAwait(false);
        }
    }

    private void BeginSettling()
    {
        if (Interlocked.Exchange(ref _settling, 1) != 0)
        {
            throw new InvalidOperationException($"Job {id} has been settled before.");
        }
    }

    private void Settled(bool found)
    {
        // Either way the connection does not hold it now.
        _settled = true;
        if (!found)
        {
            throw new BrokerException(
                $"This worker no longer holds job {id}: its time-to-run was over, or someone deleted it. It may have been run twice.", BrokerOutcome.Answered);
        }
    }
}
