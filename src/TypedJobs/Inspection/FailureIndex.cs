using System.Diagnostics.CodeAnalysis;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers;
using TypedJobs.Brokers.Beanstalk;

namespace TypedJobs.Inspection;

/// <summary>
/// Reads the failure records of a tube. A server shows the first of them only, so they are taken, all of them one after the other, and given back by closing the
/// connection: the one way back that leaves a job as it was, and happens by itself if this process ends.
/// </summary>
/// <remarks>
/// Nobody but workers that bury needs the records meanwhile, and those go without. Who else reads them at the same time sees fewer; so where some were held by others, it
/// is done again.
/// </remarks>
internal sealed class FailureIndex(InspectorConnection connection, TimeProvider time)
{
    /// <summary>The most that are held at once: a server's commands grow slower with what a connection holds.</summary>
    public const int Most = 10_000;

    private const int Window = 64;
    private const int Tries = 5;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>The records of a tube, those first that have not been looked at for longest.</summary>
    /// <exception cref="BrokerException">The server was not reached, or did not answer.</exception>
    [SuppressMessage("Security", "CA5394", Justification = "No secret depends on it.")]
    public async ValueTask<IReadOnlyList<StoredFailure>> ReadAsync(TubeName records, int limit, CancellationToken cancellationToken)
    {
        // To watch a tube makes it exist.
        if (await connection.AskAsync(client => client.StatsTubeAsync(records, cancellationToken), cancellationToken).ConfigureAwait(false) is null)
        {
            return [];
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var (read, isWhole) = await TakeAsync(records, limit, cancellationToken).ConfigureAwait(false);
                if (isWhole || attempt == Tries)
                {
                    return read;
                }
            }
            catch (BeanstalkException exception)
            {
                throw exception.ToBrokerException($"Reading the failure records in '{records}' on {connection.Server} failed");
            }

            // Two that read at once must not meet again and again.
            await Task.Delay(LongestPause * Random.Shared.NextDouble(), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(IReadOnlyList<StoredFailure> Records, bool IsWhole)> TakeAsync(TubeName tube, int limit, CancellationToken cancellationToken)
    {
        var client = await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            await client.WatchAsync(tube, cancellationToken).ConfigureAwait(false);
            await client.IgnoreAsync(TubeName.Default, cancellationToken).ConfigureAwait(false);
            var taken = new List<ReservedJob>();
            var isEnd = false;
            while (!isEnd && taken.Count < limit)
            {
                var asked = Enumerable.Range(0, Math.Min(Window, limit - taken.Count))
                    .Select(_ => client.ReserveAsync(TimeSpan.Zero, cancellationToken).AsTask());
                foreach (var result in await Task.WhenAll(asked).ConfigureAwait(false))
                {
                    if (result.Job is { } record)
                    {
                        taken.Add(record);
                    }

                    isEnd |= result.Job is null;
                }
            }

            var stats = await client.StatsTubeAsync(tube, cancellationToken).ConfigureAwait(false);
            var isWhole = taken.Count >= limit || stats is null || stats.CurrentJobsReserved <= (ulong)taken.Count;

            // In order, so that the server has them back when this returns.
            await client.QuitAsync(cancellationToken).ConfigureAwait(false);
            return ([.. taken.Select(static record => StoredFailure.Read(record.Id, record.Body)).OfType<StoredFailure>()], isWhole);
        }
    }
}
