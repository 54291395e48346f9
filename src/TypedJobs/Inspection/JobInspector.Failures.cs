using TypedJobs.Beanstalk;
using TypedJobs.Failures;

namespace TypedJobs.Inspection;

/// <content>The buried jobs, and what becomes of them.</content>
public sealed partial class JobInspector
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FailedJob>> ListFailuresAsync(string tube, int limit = 1_000, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, FailureIndex.Most);
        var found = new List<FailedJob>();
        foreach (var some in await ReadFailuresAsync(tube, limit, cancellationToken).ConfigureAwait(false))
        {
            found.AddRange((await DescribeAsync(tube, some, cancellationToken).ConfigureAwait(false)).Select(static failure => failure.Job));
        }

        found.Sort(static (one, other) => one.BuriedAt.CompareTo(other.BuriedAt));
        return found;
    }

    /// <inheritdoc/>
    public ValueTask<bool> RequeueAsync(JobId id, CancellationToken cancellationToken = default)
        => SettleAsync(id, (client, number) => client.KickJobAsync(number, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken cancellationToken = default)
        => SettleAsync(id, (client, number) => client.DeleteAsync(number, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> RequeueWhereAsync(string tube, Func<FailedJob, bool> matches, CancellationToken cancellationToken = default)
        => SettleWhereAsync(tube, matches, (client, number) => client.KickJobAsync(number, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> DeleteWhereAsync(string tube, Func<FailedJob, bool> matches, CancellationToken cancellationToken = default)
        => SettleWhereAsync(tube, matches, (client, number) => client.DeleteAsync(number, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<int> RequeueAllAsync(string tube, CancellationToken cancellationToken = default)
    {
        // Read before: what is put while jobs fail again is about those.
        var records = await ReadRecordsAsync(tube, FailureIndex.Most, cancellationToken).ConfigureAwait(false);
        var name = _options.Qualify(tube);
        var kicked = new HashSet<ulong>();

        // One by one and not with kick, which makes delayed jobs ready as soon as none is buried any more.
        await ForFirstAsync(
            name,
            static stats => stats.CurrentJobsBuried,
            (client, token) => client.PeekBuriedAsync(name, token),
            async job =>
            {
                // What is back has failed again since, and so has all that was buried before it.
                if (kicked.Contains(job.Id))
                {
                    return null;
                }

                return await job.KickAsync(cancellationToken).ConfigureAwait(false) && kicked.Add(job.Id);
            },
            cancellationToken).ConfigureAwait(false);
        await DropAsync(records.Where(record => kicked.Contains(record.Job)), cancellationToken).ConfigureAwait(false);
        return kicked.Count;
    }

    /// <inheritdoc/>
    public async ValueTask<int> PurgeAsync(string tube, InspectedJobState? state = null, CancellationToken cancellationToken = default)
    {
        if (state is not (null or InspectedJobState.Ready or InspectedJobState.Delayed or InspectedJobState.Buried))
        {
            throw new ArgumentOutOfRangeException(nameof(state), state, "Only ready, delayed and buried jobs can be purged: the others are in the hands of workers.");
        }

        var name = _options.Qualify(tube);
        var deleted = 0;
        if (state is null or InspectedJobState.Ready)
        {
            deleted += await PurgeAsync(name, static stats => stats.CurrentJobsReady, (client, token) => client.PeekReadyAsync(name, token), cancellationToken).ConfigureAwait(false);
        }

        if (state is null or InspectedJobState.Delayed)
        {
            deleted += await PurgeAsync(name, static stats => stats.CurrentJobsDelayed, (client, token) => client.PeekDelayedAsync(name, token), cancellationToken).ConfigureAwait(false);
        }

        if (state is null or InspectedJobState.Buried)
        {
            deleted += await PurgeAsync(name, static stats => stats.CurrentJobsBuried, (client, token) => client.PeekBuriedAsync(name, token), cancellationToken).ConfigureAwait(false);
            await DropStaleRecordsAsync(tube, cancellationToken).ConfigureAwait(false);
        }

        return deleted;
    }

    /// <summary>The tube of the records of a tube; null if its name leaves no room for one, so that no worker can write any.</summary>
    private TubeName? FailuresOf(string tube)
    {
        _ = _options.Qualify(tube);
        try
        {
            return _options.Qualify(tube + FailureRecord.TubeEnding);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private async ValueTask<IReadOnlyList<StoredFailure>> ReadRecordsAsync(string tube, int limit, CancellationToken cancellationToken)
        => FailuresOf(tube) is { } records ? await _failures.ReadAsync(records, limit, cancellationToken).ConfigureAwait(false) : [];

    /// <summary>Drops the records of what is gone, as many at a time as can be read at once.</summary>
    private async ValueTask DropStaleRecordsAsync(string tube, CancellationToken cancellationToken)
    {
        int read, dropped;
        do
        {
            (read, dropped) = (0, 0);
            foreach (var some in await ReadFailuresAsync(tube, FailureIndex.Most, cancellationToken).ConfigureAwait(false))
            {
                var there = await DescribeAsync(tube, some, cancellationToken).ConfigureAwait(false);
                read += some.Sum(static about => about.Length);
                dropped += some.Length - there.Count;
            }
        }
        while (read == FailureIndex.Most && dropped > 0);
    }

    /// <summary>The records of a tube, those about one job together, the newest first; as many jobs at a time as are asked for at once.</summary>
    private async ValueTask<IEnumerable<StoredFailure[][]>> ReadFailuresAsync(string tube, int limit, CancellationToken cancellationToken)
    {
        var records = await ReadRecordsAsync(tube, limit, cancellationToken).ConfigureAwait(false);
        return records.GroupBy(static record => record.Job)
            .Select(static job => job.OrderByDescending(static record => record.Time).ToArray())
            .Chunk(Window);
    }

    /// <summary>Those of them that are buried now. The records of those that are gone, or were of a job that had the number before, are dropped.</summary>
    private async ValueTask<IReadOnlyList<(FailedJob Job, StoredFailure[] Records)>> DescribeAsync(string tube, StoredFailure[][] records, CancellationToken cancellationToken)
        => await _connection.AskAsync<IReadOnlyList<(FailedJob, StoredFailure[])>>(
            async client =>
            {
                var jobs = await Task.WhenAll(records.Select(about => _jobs.FindAsync(client, about[0].Job, cancellationToken).AsTask())).ConfigureAwait(false);
                var failed = new List<(FailedJob, StoredFailure[])>();
                foreach (var (job, all) in jobs.Zip(records))
                {
                    var about = job is not null && job.Tube == tube ? Array.FindAll(all, record => record.IsAbout(job)) : [];
                    await DropAsync(client, all.Except(about), cancellationToken).ConfigureAwait(false);
                    if (about.Length > 0 && job!.State == InspectedJobState.Buried)
                    {
                        failed.Add((Describe(job, about[0]), about));
                    }
                }

                return failed;
            },
            cancellationToken).ConfigureAwait(false);

    private static FailedJob Describe(InspectedJob job, StoredFailure failure)
        => new()
        {
            Job = job,
            Attempts = failure.Attempts,
            Reason = failure.Reason,
            ErrorType = failure.ErrorType,
            ErrorMessage = failure.ErrorMessage,
            ErrorStack = failure.ErrorStack,
            Worker = failure.Worker,
            BuriedAt = failure.Time,
        };

    private async ValueTask<int> SettleWhereAsync(
        string tube, Func<FailedJob, bool> matches, Func<BeanstalkClient, ulong, ValueTask<bool>> settle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(matches);
        var settled = 0;
        foreach (var some in await ReadFailuresAsync(tube, FailureIndex.Most, cancellationToken).ConfigureAwait(false))
        {
            foreach (var (job, records) in await DescribeAsync(tube, some, cancellationToken).ConfigureAwait(false))
            {
                if (matches(job) && await _connection.AskAsync(client => settle(client, job.Id.Number), cancellationToken).ConfigureAwait(false))
                {
                    settled++;
                    await DropAsync(records, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return settled;
    }

    /// <summary>Only what is of this part of the server: a number alone could mean the job of another application.</summary>
    private ValueTask<bool> SettleAsync(JobId id, Func<BeanstalkClient, ulong, ValueTask<bool>> settle, CancellationToken cancellationToken)
    {
        Require(id);
        return _connection.AskAsync(
            async client => await client.StatsJobAsync(id.Number, cancellationToken).ConfigureAwait(false) is { } stats
                && _options.Contains(stats.Tube)
                && await settle(client, id.Number).ConfigureAwait(false),
            cancellationToken);
    }

    private ValueTask<int> PurgeAsync(
        TubeName tube, Func<TubeStats, ulong> count, Func<BeanstalkClient, CancellationToken, ValueTask<BeanstalkJob?>> peek, CancellationToken cancellationToken)
        => ForFirstAsync(tube, count, peek, async job => await job.DeleteAsync(cancellationToken).ConfigureAwait(false), cancellationToken);

    /// <summary>Does something with the first job of a tube, which moves it out of the way, as often as there are such jobs when it begins, or until it says null.</summary>
    private ValueTask<int> ForFirstAsync(
        TubeName tube,
        Func<TubeStats, ulong> count,
        Func<BeanstalkClient, CancellationToken, ValueTask<BeanstalkJob?>> peek,
        Func<BeanstalkJob, ValueTask<bool?>> settle,
        CancellationToken cancellationToken)
        => _connection.AskAsync(
            async client =>
            {
                var settled = 0;
                if (await client.StatsTubeAsync(tube, cancellationToken).ConfigureAwait(false) is { } stats)
                {
                    // A job that somebody else was quicker to take counts as a look only.
                    var jobs = (long)count(stats);
                    for (var look = 0L; look < 2 * jobs && settled < jobs; look++)
                    {
                        if (await peek(client, cancellationToken).ConfigureAwait(false) is not { } job || await settle(job).ConfigureAwait(false) is not { } isSettled)
                        {
                            break;
                        }

                        settled += isSettled ? 1 : 0;
                    }

                    // A tube that is used exists, even if it is empty.
                    await client.UseAsync(TubeName.Default, cancellationToken).ConfigureAwait(false);
                }

                return settled;
            },
            cancellationToken);

    private async ValueTask DropAsync(IEnumerable<StoredFailure> records, CancellationToken cancellationToken)
        => await _connection.AskAsync(
            async client =>
            {
                await DropAsync(client, records, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>A record that somebody looks at meanwhile stays, and goes with a later look.</summary>
    private static async ValueTask DropAsync(BeanstalkClient client, IEnumerable<StoredFailure> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            await client.DeleteAsync(record.Record, cancellationToken).ConfigureAwait(false);
        }
    }
}
