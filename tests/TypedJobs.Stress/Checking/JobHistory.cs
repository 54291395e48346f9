using TypedJobs.Stress.Jobs;
using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Stress.Checking;

/// <summary>All that the ledgers say of one job.</summary>
internal sealed class JobHistory
{
    private JobHistory(string key, IReadOnlyList<LedgerEntry> entries)
    {
        Key = key;
        Entries = entries;
        var enqueueing = entries.FirstOrDefault(static entry => entry.Event == LedgerEvent.Enqueueing);
        Plan = enqueueing is null ? null : Enum.Parse<Plan>(enqueueing.Detail);
        Acknowledged = entries.FirstOrDefault(static entry => entry.Event == LedgerEvent.Acknowledged)?.Job;
        IsNotSent = entries.Any(static entry => entry.Event == LedgerEvent.NotSent);
        var finished = entries.Where(static entry => entry.Event == LedgerEvent.Finished).ToDictionary(static entry => (entry.Process, entry.Run));
        Deliveries =
        [
            .. entries.Where(static entry => entry.Event == LedgerEvent.Started).Select(start =>
            {
                var end = finished.GetValueOrDefault((start.Process, start.Run));
                return new Delivery(start.Process, start.Job, start.Detail, start.Time, end?.Time, end is null ? null : Enum.Parse<Asked>(end.Detail));
            }),
        ];
    }

    /// <summary>What the ledgers call the job.</summary>
    public string Key { get; }

    /// <summary>What was planned for it; null if nobody enqueued it.</summary>
    public Plan? Plan { get; }

    /// <summary>The id that the enqueue returned; null if it returned none.</summary>
    public string? Acknowledged { get; }

    /// <summary>Whether the enqueue said that nothing was sent.</summary>
    public bool IsNotSent { get; }

    /// <summary>Whether nobody knows if the job was stored.</summary>
    public bool IsUnknown => Acknowledged is null && !IsNotSent;

    /// <summary>The runs of its handler, in the order in which they began.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; }

    /// <summary>The ids that the job had, in the order in which its handler met them; a snooze makes a new one.</summary>
    public IEnumerable<IGrouping<string, Delivery>> ById => Deliveries.GroupBy(static delivery => delivery.Job);

    /// <summary>Every line, in the order of time.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; }

    /// <summary>Sorts the ledgers by job.</summary>
    public static IReadOnlyList<JobHistory> Of(IEnumerable<LedgerEntry> entries)
        =>
        [
            .. entries
                .Where(static entry => entry.Event <= LedgerEvent.Finished)
                .GroupBy(static entry => entry.Subject)
                .Select(static group => new JobHistory(group.Key, [.. group.OrderBy(static entry => entry.Time)])),
        ];
}
