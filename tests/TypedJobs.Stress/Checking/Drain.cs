using TypedJobs.Stress.Ledgers;

namespace TypedJobs.Stress.Checking;

/// <summary>A time in which the broker takes no new jobs, and so no failure records either: what fails then is buried without one.</summary>
/// <param name="From">The moment before it was told.</param>
/// <param name="Until">The moment after another took its place.</param>
internal sealed record Drain(TimeSpan From, TimeSpan Until)
{
    /// <summary>Between a handler's end and its job's burial.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Whether a delivery may have been settled in it.</summary>
    public bool Concerns(Delivery delivery) => delivery.Started <= Until && (delivery.Finished is not { } finished || From <= finished + Settling);

    /// <summary>All drains that the ledgers know.</summary>
    public static IReadOnlyList<Drain> AllOf(IReadOnlyList<LedgerEntry> entries)
        =>
        [
            .. entries.Where(static entry => entry.Event == LedgerEvent.BrokerDraining).Select(draining => new Drain(
                draining.Time, entries.FirstOrDefault(entry => entry.Event == LedgerEvent.BrokerBack && entry.Time > draining.Time)?.Time ?? TimeSpan.MaxValue)),
        ];
}
