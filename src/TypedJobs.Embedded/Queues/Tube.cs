namespace TypedJobs.Embedded.Queues;

/// <summary>A tube. It is there as long as something refers to it: a job, a connection that uses it, one that watches it.</summary>
internal sealed class Tube
{
    public Tube(byte[] name)
    {
        Name = name;
        DelayDeadline = new DelayDeadline(this);
        PauseDeadline = new PauseDeadline(this);
    }

    public byte[] Name { get; }

    public IndexedHeap<Job, ByPriority> Ready { get; } = new();

    public IndexedHeap<Job, ByDeadline> Delayed { get; } = new();

    public JobList Buried { get; } = new();

    public WaitingClients Waiting { get; } = new();

    public DelayDeadline DelayDeadline { get; }

    public PauseDeadline PauseDeadline { get; }

    /// <summary>Its place in the list of tubes.</summary>
    public int ListIndex { get; set; }

    public int References { get; set; }

    public bool IsPaused => PauseDeadline.At != Deadline.Never;

    /// <summary>How long the present pause is as a whole; 0 if there is none.</summary>
    public uint PauseSeconds { get; set; }

    public int Using { get; set; }

    public int Watching { get; set; }

    public ulong Reserved { get; set; }

    public ulong Urgent { get; set; }

    public ulong TotalJobs { get; set; }

    public ulong Deletes { get; set; }

    public ulong Pauses { get; set; }
}
