namespace TypedJobs.Brokers;

/// <summary>Some jobs of a batch were not enqueued, or nobody knows.</summary>
public sealed class BatchEnqueueException : BrokerException
{
    internal BatchEnqueueException(string message, BrokerOutcome outcome, IReadOnlyList<JobId?> ids, Exception innerException)
        : base(message, outcome, innerException)
        => Ids = ids;

    /// <summary>The ids in the order of the batch: null for a job that is not known to be enqueued.</summary>
    public IReadOnlyList<JobId?> Ids { get; }
}
