using TypedJobs.Brokers;

namespace TypedJobs;

/// <summary>
/// What a handler knows of the job it handles, and its ways to end it other than by returning (done) or throwing (retry).
/// Not thread-safe; of no use after the handler has returned.
/// </summary>
public sealed class JobContext
{
    private readonly IJobDelivery _delivery;
    private readonly JobContract _contract;

    internal JobContext(IJobDelivery delivery, JobContract contract, string eventId, DateTimeOffset? enqueuedAt)
    {
        _delivery = delivery;
        _contract = contract;
        EventId = eventId;
        EnqueuedAt = enqueuedAt;
    }

    /// <summary>The job's id: the same over all retries.</summary>
    public JobId Id => _delivery.Id;

    /// <summary>
    /// The id of the event that the job was enqueued as: the key for idempotency. A producer that is not TypedJobs may leave it out;
    /// then it is the text of <see cref="Id"/>.
    /// </summary>
    public string EventId { get; }

    /// <summary>The job's name on the wire.</summary>
    public string Name => _contract.Name;

    /// <summary>The version of the record's shape that the job was written in.</summary>
    public int Version => _contract.Version;

    /// <summary>The tube that the job waited in, without the application's prefix.</summary>
    public string Tube => _contract.Tube;

    /// <summary>When the job was enqueued, to the millisecond; null if the producer did not say.</summary>
    public DateTimeOffset? EnqueuedAt { get; }
}
