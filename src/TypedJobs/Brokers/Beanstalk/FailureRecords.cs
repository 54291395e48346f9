using TypedJobs.Beanstalk;
using TypedJobs.Failures;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// Keeps a tube of failure records from growing for ever: each burial looks at a few of them, and deletes those whose job is gone. Records whose jobs
/// are still there go to the end of the line, by a priority one lower, so that in time every record is looked at.
/// </summary>
internal static class FailureRecords
{
    /// <summary>The record that was just stored and two older ones: for each that comes two may go, so that at worst half of them are out of date.</summary>
    private const int LooksABurial = 3;

    /// <summary>Looks at the first records of a tube.</summary>
    /// <param name="client">A connection that holds at most the job that is about to be buried.</param>
    /// <param name="tube">The tube of records.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were deleted.</returns>
    public static async ValueTask<int> PruneAsync(BeanstalkClient client, TubeName tube, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await client.UseAsync(tube, cancellationToken).ConfigureAwait(false);
        for (var look = 0; look < LooksABurial; look++)
        {
            if (await client.PeekReadyAsync(cancellationToken).ConfigureAwait(false) is not { } record)
            {
                break;
            }

            if (FailureRecord.ReadJob(record.Body.Span) is { } job && await client.StatsJobAsync(job, cancellationToken).ConfigureAwait(false) is null)
            {
                deleted += await record.DeleteAsync(cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }
            else
            {
                await MoveBackAsync(client, record.Id, cancellationToken).ConfigureAwait(false);
            }
        }

        return deleted;
    }

    private static async ValueTask MoveBackAsync(BeanstalkClient client, ulong id, CancellationToken cancellationToken)
    {
        // Another worker may be doing the same; then there is nothing left to do.
        if (await client.StatsJobAsync(id, cancellationToken).ConfigureAwait(false) is { Priority: < uint.MaxValue } stats
            && await client.ReserveJobAsync(id, cancellationToken).ConfigureAwait(false) is not null)
        {
            await client.ReleaseAsync(id, new() { Priority = stats.Priority + 1 }, cancellationToken).ConfigureAwait(false);
        }
    }
}
