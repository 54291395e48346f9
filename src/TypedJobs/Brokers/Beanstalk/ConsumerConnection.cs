using Microsoft.Extensions.Logging;
using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// One connection of a consumer, watching its tubes. It holds one job or waits for one, never both; so what settles a job never waits behind a reserve,
/// and the server has no reason to answer DEADLINE_SOON. Each command is answered in time or the connection counts as lost.
/// </summary>
internal sealed class ConsumerConnection(BeanstalkClient client, string server, TimeProvider time, ILogger logger)
{
    /// <summary>How long one reserve waits. The answer is also the sign that the server is still there.</summary>
    private static readonly TimeSpan ReserveTimeout = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    public Task WatchAsync(IReadOnlyList<TubeName> tubes, CancellationToken cancellationToken)
        => AskAsync("watch", AnswerTimeout, async token =>
        {
            // All in one go: the server answers in order.
            var watches = tubes.Select(tube => client.WatchAsync(tube, token).AsTask()).ToList();
            if (!tubes.Contains(TubeName.Default))
            {
                watches.Add(client.IgnoreAsync(TubeName.Default, token).AsTask());
            }

            return await Task.WhenAll(watches).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Waits for a job a while; null if none came.</summary>
    public Task<ReservedJob?> ReserveAsync(CancellationToken cancellationToken)
        => AskAsync("reserve", ReserveTimeout + AnswerTimeout, async token =>
        {
            var result = await client.ReserveAsync(ReserveTimeout, token).ConfigureAwait(false);
            return result.DeadlineSoon
                ? throw new BrokerException($"{server} says that a connection that holds no job is about to lose one.", BrokerOutcome.Answered)
                : result.Job;
        }, cancellationToken);

    public Task<bool> DeleteAsync(ulong id, CancellationToken cancellationToken)
        => AskAsync("delete", AnswerTimeout, token => client.DeleteAsync(id, token), cancellationToken);

    public Task<ReleaseResult> ReleaseAsync(ulong id, uint priority, TimeSpan delay, CancellationToken cancellationToken)
        => AskAsync("release", AnswerTimeout, token => client.ReleaseAsync(id, new() { Priority = priority, Delay = delay }, token), cancellationToken);

    public Task<bool> BuryAsync(ulong id, uint priority, CancellationToken cancellationToken)
        => AskAsync("bury", AnswerTimeout, token => client.BuryAsync(id, priority, token), cancellationToken);

    public Task<JobStats?> StatsAsync(ulong id, CancellationToken cancellationToken)
        => AskAsync("stats-job", AnswerTimeout, token => client.StatsJobAsync(id, token), cancellationToken);

    /// <summary>Closes it: a job that it holds goes back at once.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It is out of use; the server gives the job back when it notices.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.CloseFailed(logger, server, exception);
        }
    }

    private async Task<T> AskAsync<T>(
        string command, TimeSpan within, Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ask(either.Token).ConfigureAwait(false);
        }
        catch (BeanstalkException exception)
        {
            throw exception.ToBrokerException($"'{command}' on {server} failed");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokerException($"{server} did not answer '{command}' within {within}.", BrokerOutcome.Unknown, exception);
        }
    }
}
