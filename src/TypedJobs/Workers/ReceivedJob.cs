using TypedJobs.Brokers;

namespace TypedJobs.Workers;

/// <summary>A job that this worker knows, on its way from the delivery to its settlement.</summary>
/// <param name="Delivery">The job as the broker gave it.</param>
/// <param name="Route">What handles it.</param>
/// <param name="Identity">What the log calls it.</param>
/// <param name="EventId">The event's id, letter by letter.</param>
/// <param name="Data">Its payload.</param>
/// <param name="SnoozeCount">How often it was snoozed.</param>
/// <param name="IsBare">Whether its body is its payload.</param>
internal sealed record ReceivedJob(
    IJobDelivery Delivery, WorkerRoute Route, JobIdentity Identity, string EventId, ReadOnlyMemory<byte> Data, int SnoozeCount, bool IsBare);
