using TypedJobs.Embedded.Stores;

namespace TypedJobs.Embedded.Queues;

/// <summary>
/// The rules of beanstalkd, without any input or output: tubes, jobs, connections, time.
/// <para>
/// It is used by one thread at a time, under the broker's lock. The arguments for one lock instead of a loop of its own: a command takes less than
/// what handing it to another thread costs, nothing in here ever waits, and a connection in the process runs its commands on the thread that sends them.
/// </para>
/// <para>
/// No command's cost grows with the number of tubes, connections or held jobs, except by the logarithm of a heap: a job knows its place in the heap
/// that it is in, a tube with delayed jobs and a connection with held ones have one entry each in one heap of deadlines, and a job that becomes ready
/// looks only at its own tube's waiting connections. That is enough because no tube has both ready jobs and waiting connections, unless it is paused.
/// </para>
/// </summary>
internal sealed partial class QueueEngine
{
    private readonly Clock _clock;
    private readonly IJobStore _store;
    private readonly JobTable _jobs = new();
    private readonly TubeSet _tubes = new();
    private readonly IndexedHeap<Deadline, ByTime> _deadlines = new();
    private readonly Tube _default;
    private ulong _lastId;

    public QueueEngine(Clock clock, IJobStore store, long maxJobSize)
    {
        _clock = clock;
        _store = store;
        MaxJobSize = maxJobSize;
        _default = Refer(_tubes.FindOrAdd("default"u8));
        Recover();
    }

    /// <summary>The largest body that is taken, in bytes.</summary>
    public long MaxJobSize { get; }

    /// <summary>Whether new jobs are refused.</summary>
    public bool IsDraining { get; set; }

    public Statistics Statistics { get; } = new();

    /// <summary>The time of the command that is carried out.</summary>
    public long Now { get; private set; }

    /// <summary>When time alone will change something; <see cref="Deadline.Never"/> if nothing is due.</summary>
    public long NextDeadline => _deadlines.First?.At ?? Deadline.Never;

    /// <summary>All tubes, as they are listed.</summary>
    public IReadOnlyList<Tube> Tubes => _tubes.All;

    /// <summary>Lets everything happen that is due by now. Before each command: then a command never sees what is over.</summary>
    public void Tick()
    {
        Now = _clock.Nanoseconds();
        while (_deadlines.First is { } first && first.At <= Now)
        {
            first.Pass(this);
        }
    }

    public Client Connect(IReserveListener listener)
    {
        var client = new Client(listener, Refer(_default));
        _default.Using++;
        AddWatch(client, _default);
        Statistics.Connections++;
        Statistics.TotalConnections++;
        return client;
    }

    /// <summary>Ends a connection: the jobs that it holds are ready again at once, and nothing is counted.</summary>
    public void Disconnect(Client client)
    {
        StopWaiting(client);
        client.HeldByDeadline.Clear();
        while (client.Held.First is { } job)
        {
            client.Held.Remove(job);
            job.Holder = null;
            job.Tube.Reserved--;
            Statistics.Reserved--;
            MakeReady(job);
        }

        Schedule(client.Deadline, Deadline.Never);
        while (client.Watches.Count > 0)
        {
            RemoveWatch(client, client.Watches[0]);
        }

        client.Used.Using--;
        Unrefer(client.Used);
        Statistics.Connections--;
        Statistics.Producers -= client.IsProducer ? 1 : 0;
        Statistics.Workers -= client.IsWorker ? 1 : 0;
    }

    private void Schedule(Deadline deadline, long at)
    {
        if (deadline.At == at)
        {
            return;
        }

        var before = deadline.At;
        deadline.At = at;
        if (before == Deadline.Never)
        {
            _deadlines.Add(deadline);
        }
        else if (at == Deadline.Never)
        {
            _deadlines.Remove(deadline);
        }
        else
        {
            _deadlines.Update(deadline);
        }
    }
}
