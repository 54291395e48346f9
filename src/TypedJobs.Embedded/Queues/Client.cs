namespace TypedJobs.Embedded.Queues;

/// <summary>What the broker knows of a connection.</summary>
internal sealed class Client
{
    public Client(IReserveListener listener, Tube used)
    {
        Listener = listener;
        Used = used;
        Deadline = new ClientDeadline(this);
    }

    public IReserveListener Listener { get; }

    public ClientDeadline Deadline { get; }

    public WatchList Watches { get; } = new();

    public Offers Offers { get; } = new();

    /// <summary>The jobs that it holds, in the order in which they were reserved.</summary>
    public JobList Held { get; } = new();

    /// <summary>The same jobs by their deadlines.</summary>
    public IndexedHeap<Job, ByDeadline> HeldByDeadline { get; } = new();

    public Tube Used { get; set; }

    public bool IsProducer { get; set; }

    public bool IsWorker { get; set; }

    public bool IsWaiting { get; set; }

    /// <summary>When a waiting reserve ends; <see cref="Queues.Deadline.Never"/> if it waits for ever.</summary>
    public long WaitsUntil { get; set; } = Queues.Deadline.Never;
}
