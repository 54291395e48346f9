using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using TypedJobs.Beanstalk;
using TypedJobs.Failures;

namespace TypedJobs.Brokers.Beanstalk;

/// <summary>
/// The marks of deliveries in which a job was held and did not run, each a small job in a tube of the job's own that nobody watches.
/// </summary>
internal static class Alibis
{
    /// <summary>How many jobs a sweep asks for at most: each costs a question.</summary>
    private const int LooksASweep = 1000;

    /// <summary>What is put behind the name of a job's tube. A tube a job, since a server finds nothing else by a name; it is gone when it is empty.</summary>
    public static string TubeEnding(ulong job) => string.Create(CultureInfo.InvariantCulture, $"{FailureRecord.TubeEnding}/{job}");

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

    /// <summary>
    /// Deletes those of jobs that are gone: completed by a worker that had no reason to ask for their alibis, or deleted by hand. Where there are very many,
    /// some of them, and others the next time.
    /// </summary>
    /// <param name="client">Any connection.</param>
    /// <param name="tubes">The tubes of the jobs.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many there were.</returns>
    [SuppressMessage("Security", "CA5394", Justification = "No secret depends on it.")]
    public static async ValueTask<int> SweepAsync(BeanstalkClient client, IEnumerable<TubeName> tubes, CancellationToken cancellationToken)
    {
        var companions = tubes.Select(static tube => tube + FailureRecord.TubeEnding).ToHashSet(StringComparer.Ordinal);
        var found = (await client.ListTubesAsync(cancellationToken).ConfigureAwait(false))
            .Select(tube => (Tube: tube, Job: FindJob(tube.ToString(), companions)))
            .Where(static found => found.Job is not null)
            .ToArray();
        Random.Shared.Shuffle(found);
        var dropped = 0;
        foreach (var (tube, job) in found.Take(LooksASweep))
        {
            if (await client.StatsJobAsync(job!.Value, cancellationToken).ConfigureAwait(false) is null)
            {
                dropped += await DropAsync(client, tube, cancellationToken).ConfigureAwait(false);
            }
        }

        return dropped;
    }

    /// <summary>The job whose alibis are in a tube; null if the tube is none of that kind.</summary>
    private static ulong? FindJob(string tube, HashSet<string> companions)
        => tube.LastIndexOf('/') is > 0 and var slash
            && companions.Contains(tube[..slash])
            && ulong.TryParse(tube.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var job)
                ? job
                : null;
}
