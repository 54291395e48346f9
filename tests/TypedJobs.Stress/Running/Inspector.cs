using System.Text.Json;
using TypedJobs.Beanstalk;
using TypedJobs.Stress.Checking;
using TypedJobs.Stress.Jobs;
using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Stress.Running;

/// <summary>Looks at the broker from outside, on connections of its own.</summary>
internal sealed class Inspector(string server)
{
    /// <summary>How many questions are on their way at once.</summary>
    private const int Window = 128;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>How many jobs there are; null while the broker is down.</summary>
    public async Task<(ulong Ready, ulong Reserved, ulong Delayed, ulong Buried)?> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var client = await BeanstalkClient.ConnectAsync(server, cancellationToken: cancellationToken);
            var (ready, reserved, delayed, buried) = (0ul, 0ul, 0ul, 0ul);
            foreach (var name in StressJobs.Tubes)
            {
                if (await client.StatsTubeAsync(name, cancellationToken) is { } tube)
                {
                    ready += tube.CurrentJobsReady;
                    reserved += tube.CurrentJobsReserved;
                    delayed += tube.CurrentJobsDelayed;
                    buried += tube.CurrentJobsBuried;
                }
            }

            return (ready, reserved, delayed, buried);
        }
        catch (BeanstalkException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Waits until nothing but buried jobs is left.</summary>
    public async Task UntilDoneAsync(CancellationToken cancellationToken)
    {
        // The server has no event for an empty tube.
        while (await CountAsync(cancellationToken) is not { Ready: 0, Reserved: 0, Delayed: 0 })
        {
            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <summary>Asks for every job that the ledgers know, and counts what the tubes have.</summary>
    public async Task<FinalState> InspectAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        var ids = entries.Select(static entry => entry.Job).Where(static id => id.Length > 0).ToHashSet();
        var buried = new HashSet<string>();
        var waiting = new HashSet<string>();
        await using var client = await BeanstalkClient.ConnectAsync(server, cancellationToken: cancellationToken);
        foreach (var chunk in ids.Chunk(Window))
        {
            var stats = await Task.WhenAll(chunk.Select(id => client.StatsJobAsync(Ledger.NumberOf(id), cancellationToken).AsTask()));
            foreach (var (id, found) in chunk.Zip(stats))
            {
                if (found is not null)
                {
                    (found.State == JobState.Buried ? buried : waiting).Add(id);
                }
            }
        }

        var (ready, reserved, delayed, buriedCount) = await CountAsync(cancellationToken) ?? throw new InvalidOperationException("The broker is down at the end of the run.");
        return new FinalState { Buried = buried, Waiting = waiting, Records = await ReadRecordsAsync(client, ids, cancellationToken), BuriedCount = (long)buriedCount, WaitingCount = (long)(ready + reserved + delayed) };
    }

    /// <summary>Takes all failure records; they go back when the connection is closed.</summary>
    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadRecordsAsync(
        BeanstalkClient client, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var known = ids.ToDictionary(Ledger.NumberOf);
        var records = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var tube in StressJobs.Tubes)
        {
            await client.WatchAsync(tube + StressJobs.FailuresEnding, cancellationToken);
        }

        while ((await client.ReserveAsync(TimeSpan.Zero, cancellationToken)).Job is { } record)
        {
            if (record.Body.Span.TrimStart((byte)0).IsEmpty)
            {
                // The broker has lost what it said, and the run's ledger knows.
                continue;
            }

            using var json = JsonDocument.Parse(record.Body);

            // A job whose body the broker has lost has no event any more, and the run's ledger knows of it, too.
            if (known.TryGetValue(json.RootElement.GetProperty("job").GetUInt64(), out var id) && json.RootElement.TryGetProperty("eventId", out var eventId))
            {
                records[id] = [.. records.GetValueOrDefault(id) ?? [], Ledger.ShortId(eventId.GetString()!)];
            }
        }

        return records;
    }
}
