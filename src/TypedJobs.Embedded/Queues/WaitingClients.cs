namespace TypedJobs.Embedded.Queues;

/// <summary>
/// The connections that wait for a job of a tube. Who is next is beanstalkd's rule: a removed one's place is taken by the last, and each job goes
/// to the place after the one before. Nobody is passed over for ever, and nothing is moved.
/// </summary>
internal sealed class WaitingClients
{
    private readonly List<Watch> _watches = [];
    private int _next;

    public int Count => _watches.Count;

    public void Add(Watch watch)
    {
        watch.WaitingIndex = _watches.Count;
        _watches.Add(watch);
    }

    public void Remove(Watch watch)
    {
        if (watch.WaitingIndex < 0)
        {
            return;
        }

        var last = _watches[^1];
        _watches[watch.WaitingIndex] = last;
        last.WaitingIndex = watch.WaitingIndex;
        _watches.RemoveAt(_watches.Count - 1);
        watch.WaitingIndex = -1;
    }

    /// <summary>Takes the one whose turn it is; there must be one.</summary>
    public Client Take()
    {
        _next %= _watches.Count;
        var watch = _watches[_next++];
        Remove(watch);
        return watch.Client;
    }

    /// <summary>A connection found a job at once: to the order that is as if it had waited alone and been taken.</summary>
    public void Pass() => _next = 1;
}
