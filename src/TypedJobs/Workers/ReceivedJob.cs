using TypedJobs.Brokers;
using TypedJobs.CompilerServices;

namespace TypedJobs.Workers;

/// <summary>A job that this worker knows, on its way from the delivery to its settlement.</summary>
/// <param name="Delivery">The job as the broker gave it.</param>
/// <param name="Route">What handles it.</param>
/// <param name="Identity">What the log calls it.</param>
/// <param name="Data">Its payload.</param>
/// <param name="SnoozeCount">How often it was snoozed.</param>
/// <param name="IsBare">Whether its body is its payload.</param>
internal sealed record ReceivedJob(
    IJobDelivery Delivery, WorkerRoute Route, JobIdentity Identity, ReadOnlyMemory<byte> Data, int SnoozeCount, bool IsBare);
