using System.Text;
using TypedJobs.Beanstalk;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// The marks of deliveries in which a job was held and did not run, each a small job in a tube of the job's own that nobody watches.
/// </summary>
internal static class Alibis
{
    /// <summary>Stores one.</summary>
    public static ValueTask<ulong> PutAsync(BeanstalkClient client, TubeName tube, ulong job, CancellationToken cancellationToken)
        => client.PutAsync(Encoding.UTF8.GetBytes($$"""{"job":{{job}},"reason":"it waited and did not run"}"""), new() { Tube = tube }, cancellationToken);

    /// <summary>How many there are.</summary>
    public static async ValueTask<int> CountAsync(BeanstalkClient client, TubeName tube, CancellationToken cancellationToken)
        => await client.StatsTubeAsync(tube, cancellationToken).ConfigureAwait(false) is { } stats ? checked((int)stats.CurrentJobsReady) : 0;

    /// <summary>Deletes all of them.</summary>
    /// <returns>How many there were.</returns>
    public static async ValueTask<int> DropAsync(BeanstalkClient client, TubeName tube, CancellationToken cancellationToken)
    {
        var dropped = 0;
        while (await client.PeekReadyAsync(tube, cancellationToken).ConfigureAwait(false) is { } alibi)
        {
            await alibi.DeleteAsync(cancellationToken).ConfigureAwait(false);
            dropped++;
        }

        return dropped;
    }
}
