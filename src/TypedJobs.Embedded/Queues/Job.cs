namespace TypedJobs.Embedded.Queues;

/// <summary>
/// A job with its links into whatever holds it. A job is in one heap or list at a time, so one index and one pair of links serve for all:
/// with a million of them every field counts.
/// </summary>
internal sealed class Job(ulong id, Tube tube, uint priority, uint delaySeconds, uint timeToRunSeconds, long createdAt)
{
    public readonly ulong Id = id;
    public readonly Tube Tube = tube;
    public readonly long CreatedAt = createdAt;
    public readonly uint TimeToRunSeconds = timeToRunSeconds;

    /// <summary>The body with the line end that follows it on the wire, so that it is sent as it came.</summary>
    public byte[] Body = [];

    /// <summary>The connection that has reserved it.</summary>
    public Client? Holder;

    /// <summary>When a delayed job becomes ready, or a reserved one is taken back; in nanoseconds of the engine's clock.</summary>
    public long DeadlineAt;

    public uint Priority = priority;
    public uint DelaySeconds = delaySeconds;
    public uint Reserves;
    public uint Timeouts;
    public uint Releases;
    public uint Buries;
    public uint Kicks;
    public int HeapIndex;
    public JobState State;

    public Job? Previous;
    public Job? Next;
    public Job? NextInBucket;

    /// <summary>The size of the body without its line end, as the protocol counts it.</summary>
    public int Size => Body.Length - 2;

    public long TimeToRun => TimeToRunSeconds * Clock.Second;

    /// <summary>Counted as urgent by the statistics.</summary>
    public bool IsUrgent => Priority < 1024;
}
