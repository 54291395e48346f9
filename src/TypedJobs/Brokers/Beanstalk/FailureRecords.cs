using TypedJobs.Beanstalk;
using TypedJobs.Failures;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// Keeps a tube of failure records from growing for ever: each burial looks at a few of them, and deletes those whose job is gone.
/// A record's priority is the time, in Unix seconds, when it was last looked at (at first, when it was stored), so that the server itself keeps them
/// in the order in which they are to be looked at.
/// </summary>
internal static class FailureRecords
{
    /// <summary>For each record that comes two may go, so that in the long run at most half of them are out of date.</summary>
    private const int LooksABurial = 2;

    /// <summary>Stores a record.</summary>
    public static ValueTask<ulong> PutAsync(
        BeanstalkClient client, TubeName tube, ReadOnlyMemory<byte> record, DateTimeOffset now, CancellationToken cancellationToken)
        => client.PutAsync(record, new() { Tube = tube, Priority = Place(now) }, cancellationToken);

    /// <summary>Looks at the first records of a tube.</summary>
    /// <param name="client">A connection that may also hold jobs.</param>
    /// <param name="tube">The tube of records.</param>
    /// <param name="before">A record that has just been stored: it is not looked at, so that whoever sees its job buried finds it.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were deleted.</returns>
    public static async ValueTask<int> PruneAsync(
        BeanstalkClient client, TubeName tube, ulong before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var deleted = 0;
        for (var look = 0; look < LooksABurial; look++)
        {
            if (await client.PeekReadyAsync(tube, cancellationToken).ConfigureAwait(false) is not { } record || record.Id >= before)
            {
                break;
            }

            if (FailureRecord.ReadJob(record.Body.Span) is { } job && await client.StatsJobAsync(job, cancellationToken).ConfigureAwait(false) is null)
            {
                deleted += await record.DeleteAsync(cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }
            else
            {
                await MoveBackAsync(client, record.Id, now, cancellationToken).ConfigureAwait(false);
            }
        }

        return deleted;
    }

    private static async ValueTask MoveBackAsync(BeanstalkClient client, ulong id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Another worker may be doing the same; then there is nothing left to do.
        if (await client.ReserveJobAsync(id, cancellationToken).ConfigureAwait(false) is not null)
        {
            await client.ReleaseAsync(id, new() { Priority = Place(now) }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Where in the line: 32 bits of seconds last until 2106.</summary>
    private static uint Place(DateTimeOffset now) => (uint)Math.Clamp(now.ToUnixTimeSeconds(), 0, uint.MaxValue);
}
