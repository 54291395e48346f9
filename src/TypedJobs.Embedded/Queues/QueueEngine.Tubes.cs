namespace TypedJobs.Embedded.Queues;

internal sealed partial class QueueEngine
{
    private readonly List<Tube> _unpaused = [];

    public Tube? FindTube(ReadOnlySpan<byte> name) => _tubes.Find(name);

    public Tube Use(Client client, ReadOnlySpan<byte> name)
    {
        var tube = Refer(_tubes.FindOrAdd(name));
        client.Used.Using--;
        Unrefer(client.Used);
        client.Used = tube;
        tube.Using++;
        return tube;
    }

    public void Watch(Client client, ReadOnlySpan<byte> name)
    {
        if (_tubes.Find(name) is not { } known || client.Watches.Find(known) is null)
        {
            AddWatch(client, _tubes.FindOrAdd(name));
        }
    }

    /// <returns>False if it is the last that is watched, and stays.</returns>
    public bool TryIgnore(Client client, ReadOnlySpan<byte> name)
    {
        if (_tubes.Find(name) is not { } tube || client.Watches.Find(tube) is not { } watch)
        {
            return true;
        }

        if (client.Watches.Count < 2)
        {
            return false;
        }

        RemoveWatch(client, watch);
        return true;
    }

    /// <summary>Hands out no job of a tube for a while. A pause of no time ends one.</summary>
    public void Pause(Tube tube, uint seconds)
    {
        tube.Pauses++;
        tube.PauseSeconds = seconds;
        if (seconds > 0)
        {
            Schedule(tube.PauseDeadline, Now + (seconds * Clock.Second));
        }
        else if (tube.IsPaused)
        {
            EndPauses(tube.PauseDeadline);
        }
    }

    /// <summary>Ends a pause, and with it all others that are over: the most urgent job of all these tubes goes first.</summary>
    public void EndPauses(PauseDeadline first)
    {
        Unpause(first);
        while (_deadlines.First is PauseDeadline next && next.At <= Now)
        {
            Unpause(next);
        }

        while (MostUrgentAwaited() is { } job)
        {
            TakeOut(job);
            HandOver(job);
        }

        _unpaused.Clear();
    }

    private void Unpause(PauseDeadline pause)
    {
        Schedule(pause, Deadline.Never);
        pause.Tube.PauseSeconds = 0;
        pause.Tube.OfferMore();
        _unpaused.Add(pause.Tube);
    }

    private Job? MostUrgentAwaited()
    {
        Job? best = null;
        foreach (var tube in _unpaused)
        {
            if (tube.Waiting.Count > 0)
            {
                best = ByPriority.MostUrgent(best, tube.Ready.First);
            }
        }

        return best;
    }

    private static void AddWatch(Client client, Tube tube)
    {
        var watch = new Watch(client, Refer(tube));
        client.Watches.Add(watch);
        client.Offers.LookAgainAt(watch);
        tube.Watching++;
    }

    private void RemoveWatch(Client client, Watch watch)
    {
        client.Watches.Remove(watch);
        client.Offers.Remove(watch);
        watch.Tube.Forget(watch);
        watch.Tube.Watching--;
        Unrefer(watch.Tube);
    }

    private static Tube Refer(Tube tube)
    {
        tube.References++;
        return tube;
    }

    /// <summary>A tube that nothing refers to any more vanishes, with its pause and its statistics.</summary>
    private void Unrefer(Tube tube)
    {
        if (--tube.References == 0)
        {
            Schedule(tube.PauseDeadline, Deadline.Never);
            _tubes.Remove(tube);
        }
    }
}
