namespace TypedJobs.Embedded.Queues;

/// <summary>A tube. It is there as long as something refers to it: a job, a connection that uses it, one that watches it.</summary>
internal sealed class Tube
{
    private readonly List<Watch> _looked = [];

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

    public long Reserved { get; set; }

    public long Urgent { get; set; }

    public long TotalJobs { get; set; }

    public long Deletes { get; set; }

    public long Pauses { get; set; }

    /// <summary>A connection knows what there is, and is told when it becomes better.</summary>
    public void Looked(Watch watch)
    {
        if (watch.LookedIndex < 0)
        {
            watch.LookedIndex = _looked.Count;
            _looked.Add(watch);
        }
    }

    public void Forget(Watch watch)
    {
        if (watch.LookedIndex < 0)
        {
            return;
        }

        var last = _looked[^1];
        _looked[watch.LookedIndex] = last;
        last.LookedIndex = watch.LookedIndex;
        _looked.RemoveAt(_looked.Count - 1);
        watch.LookedIndex = -1;
    }

    /// <summary>There is a more urgent job than before, or the end of a pause: whoever has looked looks again.</summary>
    public void OfferMore()
    {
        foreach (var watch in _looked)
        {
            watch.LookedIndex = -1;
            watch.Client.Offers.LookAgainAt(watch);
        }

        _looked.Clear();
    }
}
