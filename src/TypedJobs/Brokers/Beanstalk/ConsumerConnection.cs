using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// One connection of a consumer, watching its tubes. It holds jobs or waits for one, never both; so what settles a job never waits behind a reserve,
/// and a reserve that waits is never answered with DEADLINE_SOON. Each command is answered in time or the connection counts as lost.
/// </summary>
internal sealed class ConsumerConnection
{
    /// <summary>How long one reserve waits. The answer is also the sign that the server is still there.</summary>
    public static readonly TimeSpan LongestReserve = TimeSpan.FromSeconds(20);

    /// <summary>What is left out by a connection that watches all tubes.</summary>
    public static readonly IReadOnlyCollection<TubeName> NoTubes = [];

    private readonly BeanstalkClient _client;
    private readonly string _server;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>The numbers of the jobs that were settled last: as many as it can hold.</summary>
    private readonly ulong[] _settled = new ulong[Rotation.MostHeld];
    private int _settlements;
    private int _deliveries;

    public ConsumerConnection(BeanstalkConsumer consumer, BeanstalkClient client, string server, TimeProvider time, ILogger logger)
    {
        (Consumer, _client, _server, _time, _logger) = (consumer, client, server, time, logger);

        // One source a connection, and each job registers with it: a continuation of the task itself could not be taken back.
        var lost = new CancellationTokenSource();
        Lost = lost.Token;
        Over = client.Completion.ContinueWith(
            static (_, state) => ((CancellationTokenSource)state!).Cancel(),
            lost,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Whose connection it is.</summary>
    public BeanstalkConsumer Consumer { get; }

    /// <summary>Ends when the connection is over and everybody knows.</summary>
    public Task Over { get; }

    /// <summary>Cancelled when the connection is over.</summary>
    public CancellationToken Lost { get; }

    public bool IsConnected => _client.IsConnected;

    /// <summary>Whether another connection is or was with the same server process, so that a number means the same job to both.</summary>
    public bool IsWithServerOf(ConsumerConnection other) => _client.ServerId.Length > 0 && _client.ServerId == other._client.ServerId;

    /// <summary>How many jobs have come over this connection, with the one that has just come.</summary>
    public int CountDelivery() => Interlocked.Increment(ref _deliveries);

    /// <summary>How many jobs it holds. Changed under the consumer's lock.</summary>
    public int Held { get; set; }

    /// <summary>Whether it takes no more jobs, and is closed when the last that it holds is settled.</summary>
    public bool IsRetired { get; set; }

    public bool HoldsOnlyOne => Held == 1;

    /// <summary>
    /// Whether a job was settled over this connection a short while ago. If it comes again over it, that may have been before: when its time-to-run was over, and the command
    /// that settles it was sent behind the reserve that took it.
    /// </summary>
    public bool HasJustSettled(ulong id) => _settled.AsSpan().Contains(id);

    /// <summary>The tubes that it leaves out, as they were given.</summary>
    public IReadOnlyCollection<TubeName> Closed { get; private set; } = NoTubes;

    public Task WatchAsync(IReadOnlyList<TubeName> tubes, CancellationToken cancellationToken)
    {
        // All in one go: the server answers in order.
        var watches = tubes.Select(tube => _client.WatchAsync(tube, cancellationToken).AsTask()).ToList();
        if (!tubes.Contains(TubeName.Default))
        {
            watches.Add(_client.IgnoreAsync(TubeName.Default, cancellationToken).AsTask());
        }

        return AskAsync("watch", new ValueTask<int[]>(Task.WhenAll(watches))).AsTask();
    }

    /// <summary>Waits a while for a job from all tubes but some; null if none came.</summary>
    public ValueTask<ReservedJob?> ReserveAsync(IReadOnlyCollection<TubeName> closed, TimeSpan timeout, CancellationToken cancellationToken)
    {
        return AskAsync("reserve", ReserveAsync());

        async ValueTask<ReservedJob?> ReserveAsync()
        {
            var changes = ChangeWatched(closed, cancellationToken);

            // Sent in one go with them: the server answers in order.
            var reserve = _client.ReserveAsync(timeout, cancellationToken);
            await changes.ConfigureAwait(false);
            var result = await reserve.ConfigureAwait(false);
            return result.DeadlineSoon
                ? throw new BrokerException($"{_server} says that a connection that holds no job is about to lose one.", BrokerOutcome.Answered)
                : result.Job;
        }
    }

    /// <summary>
    /// Takes a job if there is one; waits for none, so it may stand before what settles others. That a held job is about to be lost is none either:
    /// its own touches see to it, and whoever waits does so over another connection.
    /// </summary>
    public ValueTask<ReserveResult> ReserveNowAsync() => AskAsync("reserve", _client.ReserveAsync(TimeSpan.Zero));

    /// <summary>Takes a job again that was held over another connection; null if somebody holds it or it is gone.</summary>
    public ValueTask<ReservedJob?> ReserveJobAsync(ulong id) => AskAsync("reserve-job", _client.ReserveJobAsync(id));

    /// <summary>Takes a job again whose time-to-run was over, if nobody has taken it since, nor said anything of it.</summary>
    public async Task<bool> ReserveReadyAsync(ulong id, CancellationToken cancellationToken)
        => await StatsAsync(id, cancellationToken).ConfigureAwait(false) is { State: JobState.Ready } && await ReserveJobAsync(id).ConfigureAwait(false) is not null;

    public ValueTask<bool> DeleteAsync(ulong id, CancellationToken cancellationToken)
        => AskAsync("delete", _client.DeleteAsync(Settling(id), cancellationToken));

    /// <summary>Lets what is asked until it is disposed be sent together.</summary>
    public CommandGathering Gather() => _client.Gather();

    public ValueTask<ReleaseResult> ReleaseAsync(ulong id, uint priority, TimeSpan delay, CancellationToken cancellationToken)
        => AskAsync("release", _client.ReleaseAsync(Settling(id), new() { Priority = priority, Delay = delay }, cancellationToken));

    public ValueTask<bool> BuryAsync(ulong id, uint priority, CancellationToken cancellationToken)
        => AskAsync("bury", _client.BuryAsync(Settling(id), priority, cancellationToken));

    public ValueTask<bool> TouchAsync(ulong id, CancellationToken cancellationToken)
        => AskAsync("touch", _client.TouchAsync(id, cancellationToken));

    public ValueTask<ulong> PutRecordAsync(TubeName tube, ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
        => AskAsync("put", FailureRecords.PutAsync(_client, tube, record, _time.GetUtcNow(), cancellationToken));

    public Task PruneRecordsAsync(TubeName tube, ulong before, CancellationToken cancellationToken)
        => AskAsync("peek-ready", FailureRecords.PruneAsync(_client, tube, before, _time.GetUtcNow(), cancellationToken)).AsTask();

    public ValueTask<ulong> PutAlibiAsync(TubeName tube, ulong job, CancellationToken cancellationToken)
        => AskAsync("put", Alibis.PutAsync(_client, tube, job, cancellationToken));

    public ValueTask<int> CountAlibisAsync(TubeName tube, CancellationToken cancellationToken)
        => AskAsync("stats-tube", Alibis.CountAsync(_client, tube, cancellationToken));

    public Task DropAlibisAsync(TubeName tube, CancellationToken cancellationToken)
        => AskAsync("peek-ready", Alibis.DropAsync(_client, tube, cancellationToken)).AsTask();

    public Task SweepAlibisAsync(IReadOnlyList<TubeName> tubes, CancellationToken cancellationToken)
        => AskAsync("list-tubes", Alibis.SweepAsync(_client, tubes, cancellationToken)).AsTask();

    public ValueTask<JobStats?> StatsAsync(ulong id, CancellationToken cancellationToken)
        => AskAsync("stats-job", _client.StatsJobAsync(id, cancellationToken));

    /// <summary>Closes it: a job that it holds goes back at once.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await _client.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It is out of use; the server gives the job back when it notices.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.CloseFailed(_logger, _server, exception);
        }
    }

    private ulong Settling(ulong id)
    {
        _settled[(uint)Interlocked.Increment(ref _settlements) % (uint)_settled.Length] = id;
        return id;
    }

    private Task ChangeWatched(IReadOnlyCollection<TubeName> closed, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(Closed, closed))
        {
            return Task.CompletedTask;
        }

        // What is watched comes first: a connection watches at least one tube.
        var changes = Closed.Except(closed).Select(tube => _client.WatchAsync(tube, cancellationToken).AsTask()).ToList();
        changes.AddRange(closed.Except(Closed).Select(tube => _client.IgnoreAsync(tube, cancellationToken).AsTask()));
        Closed = closed;
        return Task.WhenAll(changes);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> AskAsync<T>(string command, ValueTask<T> asked)
    {
        try
        {
            return await asked.ConfigureAwait(false);
        }
        catch (BeanstalkException exception)
        {
            throw exception.ToBrokerException($"'{command}' on {_server} failed");
        }
    }
}
