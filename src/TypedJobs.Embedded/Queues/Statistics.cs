namespace TypedJobs.Embedded.Queues;

/// <summary>What the whole broker counts. What belongs to one tube or job is counted there.</summary>
internal sealed class Statistics
{
    public long Urgent;
    public long Ready;
    public long Reserved;
    public long Delayed;
    public long Buried;
    public long Timeouts;
    public long TotalJobs;
    public long Connections;
    public long TotalConnections;
    public long Producers;
    public long Workers;
    public long Waiting;
}
