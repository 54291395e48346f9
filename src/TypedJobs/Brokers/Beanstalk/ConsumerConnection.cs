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

    private readonly BeanstalkClient _client;
    private readonly string _server;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private IReadOnlyCollection<TubeName> _ignored = [];
    private int _deliveries;

    public ConsumerConnection(BeanstalkClient client, string server, TimeProvider time, ILogger logger)
    {
        (_client, _server, _time, _logger) = (client, server, time, logger);

        // One source a connection, and each job registers with it: a continuation of the task itself could not be taken back.
        var lost = new CancellationTokenSource();
        Lost = lost.Token;
        _ = client.Completion.ContinueWith(
            static (_, state) => ((CancellationTokenSource)state!).Cancel(),
            lost,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Cancelled when the connection is over.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Which server process it is with.</summary>
    public string ServerId => _client.ServerId;

    /// <summary>How many jobs have come over this connection, with the one that has just come.</summary>
    public int CountDelivery() => Interlocked.Increment(ref _deliveries);

    /// <summary>How many jobs it holds. Changed under the consumer's lock.</summary>
    public int Held { get; set; }

    /// <summary>Whether it takes no more jobs, and is closed when the last that it holds is settled.</summary>
    public bool IsRetired { get; set; }

    public bool HoldsOnlyOne => Held == 1;

    /// <summary>Whether jobs of all tubes may come over it.</summary>
    public bool WatchesAll => _ignored.Count == 0;

    public Task WatchAsync(IReadOnlyList<TubeName> tubes, CancellationToken cancellationToken)
    {
        // All in one go: the server answers in order.
        var watches = tubes.Select(tube => _client.WatchAsync(tube, cancellationToken).AsTask()).ToList();
        if (!tubes.Contains(TubeName.Default))
        {
            watches.Add(_client.IgnoreAsync(TubeName.Default, cancellationToken).AsTask());
        }

        return AskAsync("watch", new ValueTask<int[]>(Task.WhenAll(watches)));
    }

    /// <summary>Waits a while for a job from all tubes but some; null if none came.</summary>
    public Task<ReservedJob?> ReserveAsync(IReadOnlyCollection<TubeName> except, TimeSpan timeout, CancellationToken cancellationToken)
    {
        return AskAsync("reserve", ReserveAsync());

        async ValueTask<ReservedJob?> ReserveAsync()
        {
            var changes = ChangeWatched(except, cancellationToken);

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
    public async Task<ReservedJob?> ReserveNowAsync()
        => (await AskAsync("reserve", _client.ReserveAsync(TimeSpan.Zero)).ConfigureAwait(false)).Job;

    public Task<bool> DeleteAsync(ulong id, CancellationToken cancellationToken)
        => AskAsync("delete", _client.DeleteAsync(id, cancellationToken));

    public Task<ReleaseResult> ReleaseAsync(ulong id, uint priority, TimeSpan delay, CancellationToken cancellationToken)
        => AskAsync("release", _client.ReleaseAsync(id, new() { Priority = priority, Delay = delay }, cancellationToken));

    public Task<bool> BuryAsync(ulong id, uint priority, CancellationToken cancellationToken)
        => AskAsync("bury", _client.BuryAsync(id, priority, cancellationToken));

    public Task<bool> TouchAsync(ulong id, CancellationToken cancellationToken)
        => AskAsync("touch", _client.TouchAsync(id, cancellationToken));

    public Task PutRecordAsync(TubeName tube, ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
        => AskAsync("put", FailureRecords.PutAsync(_client, tube, record, _time.GetUtcNow(), cancellationToken));

    public Task PruneRecordsAsync(TubeName tube, CancellationToken cancellationToken)
        => AskAsync("peek-ready", FailureRecords.PruneAsync(_client, tube, _time.GetUtcNow(), cancellationToken));

    public Task<ulong> PutAlibiAsync(TubeName tube, ulong job, CancellationToken cancellationToken)
        => AskAsync("put", Alibis.PutAsync(_client, tube, job, cancellationToken));

    public Task<int> CountAlibisAsync(TubeName tube, CancellationToken cancellationToken)
        => AskAsync("stats-tube", Alibis.CountAsync(_client, tube, cancellationToken));

    public Task DropAlibisAsync(TubeName tube, CancellationToken cancellationToken)
        => AskAsync("peek-ready", Alibis.DropAsync(_client, tube, cancellationToken));

    public Task<JobStats?> StatsAsync(ulong id, CancellationToken cancellationToken)
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

    private Task ChangeWatched(IReadOnlyCollection<TubeName> ignored, CancellationToken cancellationToken)
    {
        if (_ignored.Count + ignored.Count == 0)
        {
            return Task.CompletedTask;
        }

        // What is watched comes first: a connection watches at least one tube.
        var changes = _ignored.Except(ignored).Select(tube => _client.WatchAsync(tube, cancellationToken).AsTask()).ToList();
        changes.AddRange(ignored.Except(_ignored).Select(tube => _client.IgnoreAsync(tube, cancellationToken).AsTask()));
        _ignored = ignored;
        return Task.WhenAll(changes);
    }

    private async Task<T> AskAsync<T>(string command, ValueTask<T> asked)
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
