namespace TypedJobs.Embedded.Queues;

internal sealed partial class QueueEngine
{
    /// <summary>The job with an id, unless its body is still on its way.</summary>
    public Job? Find(ulong id) => _jobs.Find(id);

    /// <summary>Gives a job its id and its tube when its command is read; its body comes later, and may never do.</summary>
    public Job Announce(Client client, uint priority, uint delaySeconds, uint timeToRunSeconds)
    {
        if (!client.IsProducer)
        {
            client.IsProducer = true;
            Statistics.Producers++;
        }

        return new Job(++_lastId, Refer(client.Used), priority, delaySeconds, Math.Max(1, timeToRunSeconds), Now);
    }

    /// <summary>Forgets a job whose body did not arrive as it should.</summary>
    public void Abandon(Job job) => Unrefer(job.Tube);

    /// <summary>Puts a job, with the body that <see cref="Job.Body"/> then holds.</summary>
    public void Put(Job job)
    {
        _jobs.Add(job);
        job.Tube.TotalJobs++;
        Statistics.TotalJobs++;
        Enqueue(job, job.DelaySeconds, isNew: true);
    }

    /// <summary>Deletes a job that the connection holds, or one that nobody holds.</summary>
    public bool TryDelete(Client client, ulong id)
    {
        if (Find(id) is not { } job || !TryTakeOut(job, client))
        {
            return false;
        }

        job.Tube.Deletes++;
        _jobs.Remove(job);
        _store.Removed(job);
        Unrefer(job.Tube);
        return true;
    }

    public bool TryRelease(Client client, ulong id, uint priority, uint delaySeconds)
    {
        if (FindHeld(client, id) is not { } job)
        {
            return false;
        }

        LetGo(job);
        job.Priority = priority;
        job.DelaySeconds = delaySeconds;
        job.Releases++;
        Enqueue(job, delaySeconds);
        return true;
    }

    public bool TryBury(Client client, ulong id, uint priority)
    {
        if (FindHeld(client, id) is not { } job)
        {
            return false;
        }

        LetGo(job);
        job.Priority = priority;
        job.Buries++;
        AddBuried(job);
        _store.Changed(job);
        return true;
    }

    public bool TryTouch(Client client, ulong id)
    {
        if (FindHeld(client, id) is not { } job)
        {
            return false;
        }

        job.DeadlineAt = Now + job.TimeToRun;
        client.HeldByDeadline.Update(job);
        ScheduleTimeFor(client);
        return true;
    }

    /// <summary>Kicks buried jobs of the used tube, the longest buried first; delayed ones only if none is buried.</summary>
    /// <returns>How many were kicked.</returns>
    public uint Kick(Client client, uint most)
    {
        var tube = client.Used;
        var buried = tube.Buried.Count > 0;
        var kicked = 0u;
        while (kicked < most && (buried ? tube.Buried.First : tube.Delayed.First) is { } job)
        {
            Kick(job);
            kicked++;
        }

        return kicked;
    }

    public bool TryKick(ulong id)
    {
        if (Find(id) is not { State: JobState.Buried or JobState.Delayed } job)
        {
            return false;
        }

        Kick(job);
        return true;
    }

    /// <summary>The delayed jobs of a tube whose time has come first are ready; later ones wait for their turn among those of other tubes.</summary>
    public void EndDelays(Tube tube, long due)
    {
        while (tube.Delayed.First is { } job && job.DeadlineAt <= due)
        {
            tube.Delayed.Remove(job);
            Statistics.Delayed--;
            MakeReady(job);
        }

        ScheduleDelaysOf(tube);
    }

    private static Job? HeldBy(Client client, Job? job) => job is not null && job.Holder == client ? job : null;

    private Job? FindHeld(Client client, ulong id) => HeldBy(client, Find(id));

    private void Kick(Job job)
    {
        TakeOut(job);
        job.Kicks++;
        Enqueue(job, delaySeconds: 0);
    }

    private void Enqueue(Job job, uint delaySeconds, bool isNew = false)
    {
        if (delaySeconds > 0)
        {
            AddDelayed(job, delaySeconds * Clock.Second);
        }
        else
        {
            job.State = JobState.Ready;
        }

        // Before it is handed to anyone, so that the store hears of it as it was put and not as it was taken.
        if (isNew)
        {
            _store.Added(job);
        }
        else
        {
            _store.Changed(job);
        }

        if (delaySeconds == 0)
        {
            MakeReady(job);
        }
    }

    private void AddDelayed(Job job, long nanoseconds)
    {
        job.State = JobState.Delayed;
        job.DeadlineAt = Now + nanoseconds;
        job.Tube.Delayed.Add(job);
        Statistics.Delayed++;
        ScheduleDelaysOf(job.Tube);
    }

    private void AddBuried(Job job)
    {
        job.State = JobState.Buried;
        job.Tube.Buried.Add(job);
        Statistics.Buried++;
    }

    private void MakeReady(Job job)
    {
        // Where somebody waits, nothing else is ready, unless the tube is paused.
        var tube = job.Tube;
        if (tube.Waiting.Count > 0 && !tube.IsPaused)
        {
            HandOver(job);
            return;
        }

        job.State = JobState.Ready;
        tube.Ready.Add(job);
        CountReady(job, 1);
        if (tube.Ready.First == job)
        {
            tube.OfferMore();
        }
    }

    private void CountReady(Job job, int change)
    {
        Statistics.Ready += change;
        if (job.IsUrgent)
        {
            Statistics.Urgent += change;
            job.Tube.Urgent += change;
        }
    }

    /// <summary>Takes a job out of where it waits, or from the connection if that is the one that holds it.</summary>
    private bool TryTakeOut(Job job, Client client)
    {
        if (job.State != JobState.Reserved)
        {
            TakeOut(job);
            return true;
        }

        if (job.Holder != client)
        {
            return false;
        }

        LetGo(job);
        return true;
    }

    private void TakeOut(Job job)
    {
        var tube = job.Tube;
        switch (job.State)
        {
            case JobState.Ready:
                tube.Ready.Remove(job);
                CountReady(job, -1);
                break;
            case JobState.Delayed:
                tube.Delayed.Remove(job);
                Statistics.Delayed--;
                ScheduleDelaysOf(tube);
                break;
            case JobState.Buried:
                tube.Buried.Remove(job);
                Statistics.Buried--;
                break;
            default:
                throw new InvalidOperationException($"Job {job.Id} is {job.State}: there is nothing to take it out of.");
        }
    }

    private void ScheduleDelaysOf(Tube tube) => Schedule(tube.DelayDeadline, tube.Delayed.First?.DeadlineAt ?? Deadline.Never);
}
