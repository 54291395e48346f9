using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// A reserved job. Its connection can take others besides; one that is not settled goes back when the connection is closed. When the connection is lost, the
/// job is an orphan until its consumer has taken it again over another one, or has given it up.
/// </summary>
[SuppressMessage("Usage", "CA2213", Justification = "A source without a timer holds nothing, and handlers that were left behind may still look at its token.")]
internal sealed partial class BeanstalkDelivery : IJobDelivery
{
    /// <summary>What ended a process is older than most of what waits, so it is among the first that come.</summary>
    private const int EarlyDeliveries = 16;

    /// <summary>Of all deliveries that are over.</summary>
    private static readonly CancellationTokenSource Over = new(TimeSpan.Zero);

    private static readonly Func<ConsumerConnection, BeanstalkDelivery, CancellationToken, ValueTask<JobStats?>> Stats =
        static (connection, job, cancellation) => connection.StatsAsync(job.Id.Number, cancellation);

    private readonly ReservedJob _job;
    private CancellationTokenSource _lost;
    private ConsumerConnection _connection;
    private Trouble? _trouble;
    private volatile Settlement _settlement;
    private volatile bool _isPutBack;
    private bool _settled;
    private bool _missed;
    private bool _isGivenUp;
    private bool _disposed;

    /// <param name="connection">The connection that holds the job.</param>
    /// <param name="job">The job.</param>
    /// <param name="lost">Cancelled when the job is lost; the delivery's own until it is taken.</param>
    public BeanstalkDelivery(ConsumerConnection connection, ReservedJob job, CancellationTokenSource lost)
    {
        (_connection, _job, _lost) = (connection, job, lost);
        IsEarly = connection.CountDelivery() <= EarlyDeliveries;
    }

    public JobId Id => Consumer.IdOf(_job.Id);

    public ReadOnlyMemory<byte> Body => _job.Body;

    public bool IsEarly { get; }

    public CancellationToken Lost => Volatile.Read(ref _lost).Token;

    /// <summary>The connection that holds the job, or was the last to do so. Changed under the consumer's lock.</summary>
    public ConsumerConnection Connection => Volatile.Read(ref _connection);

    private BeanstalkConsumer Consumer => Connection.Consumer;

    public async ValueTask<bool> TouchAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var held = await AskHolderAsync(
                static async ValueTask<bool> (connection, job, cancellation)
                    => await connection.TouchAsync(job.Id.Number, cancellation).ConfigureAwait(false)
                        || (job.Connection == connection
                            && await connection.ReserveReadyAsync(job.Id.Number, cancellation).ConfigureAwait(false)
                            && await job.Consumer.TakeBackAsync(job, connection).ConfigureAwait(false)),
                cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _missed, !held);
            return held;
        }
        catch (OperationCanceledException)
        {
            // Whoever asked takes it for lost.
            Volatile.Write(ref _missed, true);
            throw;
        }
    }

    public async ValueTask<DeliveryRecord?> GetRecordAsync(CancellationToken cancellationToken = default)
    {
        // Its connection may wait for another job by now, and would answer only when one has come.
        if (Volatile.Read(ref _disposed))
        {
            throw new BrokerException($"Job {Id} has ended in this worker, which asks no more about it: use an IJobInspector.", BrokerOutcome.NotSent);
        }

        return await AskAsync(Stats, cancellationToken).ConfigureAwait(false) is { } stats
            ? new DeliveryRecord
            {
                Tube = Consumer.NameOf(stats.Tube),
                Priority = stats.Priority,
                TimeToRun = stats.TimeToRun,
                Age = stats.Age,
                Deliveries = checked((int)stats.Reserves),
                Releases = checked((int)stats.Releases),
                Timeouts = checked((int)stats.Timeouts),
                Burials = checked((int)stats.Buries),
            }
            : null;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken = default)
        => CompleteAsync(static (connection, job, cancellation) => connection.DeleteAsync(job.Id.Number, cancellation), cancellationToken);

    public ValueTask CompleteAndGoOnAsync(CancellationToken cancellationToken = default)
        => CompleteAsync(
            static (connection, job, cancellation) =>
            {
                using var gathering = connection.Gather();
                var deleted = connection.DeleteAsync(job.Id.Number, cancellation);
                job.Consumer.AskAhead(connection);
                return deleted;
            },
            cancellationToken);

    public async ValueTask ReleaseAsync(uint priority, TimeSpan delay, CancellationToken cancellationToken = default)
    {
        BeginSettling(Settlement.PutBack);
        var result = ReleaseResult.NotFound;
        try
        {
            var connection = await HolderAsync(cancellationToken).ConfigureAwait(false);
            result = await connection.ReleaseAsync(_job.Id, priority, delay, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            EndPuttingBack();
        }

        Settled(result != ReleaseResult.NotFound);
        if (result == ReleaseResult.Buried)
        {
            throw new BuriedInsteadException(Id);
        }
    }

    public async ValueTask<bool> WithdrawCopyAsync(JobId copy, CancellationToken cancellationToken = default)
        => await AskAsync((connection, _, cancellation) => connection.DeleteAsync(copy.Number, cancellation), cancellationToken).ConfigureAwait(false);

    public async ValueTask RecordFailureAsync(string tube, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        var records = Consumer.FailuresOf(tube);

        // Asked twice there may be two of it, which does no harm. A buried job without one is hard to find.
        var id = await AskAsync((connection, _, cancellation) => connection.PutRecordAsync(records, record, cancellation), cancellationToken).ConfigureAwait(false);
        InTrouble().Record = (records, id);
    }

    public async ValueTask PutAlibiAsync(string tube, CancellationToken cancellationToken = default)
    {
        var alibis = Consumer.AlibisOf(tube, _job.Id);
        var connection = await HolderAsync(cancellationToken).ConfigureAwait(false);
        InTrouble().Alibi = await connection.PutAlibiAsync(alibis, _job.Id, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask WithdrawAlibiAsync(CancellationToken cancellationToken = default)
        => await AskAsync(static (connection, job, cancellation) => connection.DeleteAsync(job.InTrouble().Alibi, cancellation), cancellationToken).ConfigureAwait(false);

    public async ValueTask<int> CountAlibisAsync(string tube, CancellationToken cancellationToken = default)
    {
        var alibis = Consumer.AlibisOf(tube, _job.Id);
        var connection = await HolderAsync(cancellationToken).ConfigureAwait(false);
        return await connection.CountAlibisAsync(alibis, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DropAlibisAsync(string tube, CancellationToken cancellationToken = default)
    {
        var alibis = Consumer.AlibisOf(tube, _job.Id);
        var connection = await HolderAsync(cancellationToken).ConfigureAwait(false);
        await connection.DropAlibisAsync(alibis, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask BuryAsync(uint priority, CancellationToken cancellationToken = default)
    {
        BeginSettling(Settlement.PutBack);
        var isBuried = false;
        var connection = Connection;
        try
        {
            connection = await HolderAsync(cancellationToken).ConfigureAwait(false);
            isBuried = await connection.BuryAsync(_job.Id, priority, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            EndPuttingBack();
        }

        Settled(isBuried);
        if (Volatile.Read(ref _trouble)?.Record is var (records, own))
        {
            await PruneAsync(connection, records, own, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            await HolderAsync().ConfigureAwait(false);
            await Consumer.ForgetAsync(this, _settled).ConfigureAwait(false);
        }
    }

    /// <summary>Only now: all of that takes several commands, and a job that is not buried yet may have a short time-to-run.</summary>
    private static async ValueTask PruneAsync(ConsumerConnection connection, TubeName records, ulong own, CancellationToken cancellationToken)
    {
        try
        {
            await connection.PruneRecordsAsync(records, own, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokerException)
        {
            // The job is buried. The next burial looks at them.
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask CompleteAsync(Func<ConsumerConnection, BeanstalkDelivery, CancellationToken, ValueTask<bool>> delete, CancellationToken cancellationToken)
    {
        BeginSettling(Settlement.Completion);
        try
        {
            Settled(await AskHolderAsync(delete, cancellationToken).ConfigureAwait(false) || IsRemoved);
        }
        catch (BrokerException exception) when (exception.Outcome != BrokerOutcome.Answered)
        {
            await Consumer.DeleteAgainAsync(Connection, Id, exception, cancellationToken).ConfigureAwait(false);
            _settled = true;
        }
    }

    /// <summary>As <see cref="AskAsync"/>, and once more if the job was not held and has come again since.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AskHolderAsync(Func<ConsumerConnection, BeanstalkDelivery, CancellationToken, ValueTask<bool>> ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            var returns = Returns;
            if (await AskAsync(ask, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            var exists = Returns != returns || await AskAsync(Stats, cancellationToken).ConfigureAwait(false) is not null;
            if (!await Consumer.HasReturnedAsync(this, returns, exists ? BeanstalkConsumer.TimeForReturning : TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
    }

    /// <summary>Asks over the connection that holds the job, and over the next one if that is lost meanwhile: only what may be asked twice.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> AskAsync<T>(Func<ConsumerConnection, BeanstalkDelivery, CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        var connection = await HolderAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            try
            {
                return await ask(connection, this, cancellationToken).ConfigureAwait(false);
            }
            catch (BrokerException exception) when (IsOfConnection(exception))
            {
                await connection.Over.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (await HolderAsync(cancellationToken).ConfigureAwait(false) is var next && next == connection)
                {
                    throw;
                }

                connection = next;
            }
        }
    }

    /// <summary>Whether a connection is over, or nearly: what is too large is not sent either, and not every answer that is odd ends one.</summary>
    private static bool IsOfConnection(BrokerException exception)
        => exception.Outcome != BrokerOutcome.Answered && exception.InnerException is not (JobTooBigException or UnexpectedReplyException);

    /// <summary>The connection that holds the job, as soon as that is known.</summary>
    private async ValueTask<ConsumerConnection> HolderAsync(CancellationToken cancellationToken = default)
    {
        if (Orphaned is { } orphaned)
        {
            await orphaned.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return Connection;
    }

    private Trouble InTrouble() => LazyInitializer.EnsureInitialized(ref _trouble, static () => new Trouble());

    private void BeginSettling(Settlement settlement)
    {
        if (Interlocked.CompareExchange(ref _settlement, settlement, Settlement.None) != Settlement.None)
        {
            throw new InvalidOperationException($"Job {Id} has been settled before.");
        }
    }

    private void EndPuttingBack()
    {
        _isPutBack = true;
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _trouble)?.PutBack.TrySetResult();
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

    /// <summary>How the job is being settled. There is one in each delivery.</summary>
    private enum Settlement : byte
    {
        None,
        Completion,
        PutBack,
    }

    /// <summary>What few deliveries need.</summary>
    private sealed class Trouble
    {
        private TaskCompletionSource? _orphaned;
        private TaskCompletionSource? _returned;
        private int _returns;

        public TaskCompletionSource? Orphaned
        {
            get => Volatile.Read(ref _orphaned);
            set => Volatile.Write(ref _orphaned, value);
        }

        public TaskCompletionSource? Returned
        {
            get => Volatile.Read(ref _returned);
            set => Volatile.Write(ref _returned, value);
        }

        public int Returns
        {
            get => Volatile.Read(ref _returns);
            set => Volatile.Write(ref _returns, value);
        }

        public bool IsRemoved { get; set; }

        public TaskCompletionSource PutBack { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The record of the job's failure, and the tube that it is in.</summary>
        public (TubeName Tube, ulong Id)? Record { get; set; }

        /// <summary>The number of the mark that excuses the job.</summary>
        public ulong Alibi { get; set; }
    }
}
