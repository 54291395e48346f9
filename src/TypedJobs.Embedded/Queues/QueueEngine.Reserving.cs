namespace TypedJobs.Embedded.Queues;

internal sealed partial class QueueEngine
{
    /// <summary>The last second of a time-to-run: whoever holds such a job is told instead of made to wait.</summary>
    private const long SafetyMargin = Clock.Second;

    /// <summary>Reserves the most urgent job of the watched tubes, or waits for one. The listener hears how it ends, now or later.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="timeoutSeconds">How long to wait; null for ever.</param>
    public void Reserve(Client client, uint? timeoutSeconds)
    {
        CountWorker(client);
        if (client.Offers.MostUrgent() is { } job)
        {
            TakeOut(job);
            job.Tube.Waiting.Pass();
            Hold(client, job);
            client.Listener.Reserved(job);
        }
        else if (IsDeadlineSoon(client))
        {
            client.Listener.DeadlineSoon();
        }
        else if (timeoutSeconds == 0)
        {
            client.Listener.TimedOut();
        }
        else
        {
            Wait(client, timeoutSeconds);
        }
    }

    /// <summary>Reserves a certain job, wherever it is, unless somebody holds it.</summary>
    public Job? ReserveJob(Client client, ulong id)
    {
        if (Find(id) is not { } job || job.State == JobState.Reserved)
        {
            return null;
        }

        TakeOut(job);
        CountWorker(client);
        Hold(client, job);
        return job;
    }

    /// <summary>Ends the wait of a connection that will send nothing any more.</summary>
    public void GiveUpWaiting(Client client)
    {
        StopWaiting(client);
        client.Listener.TimedOut();
    }

    /// <summary>Something is due for a connection: its wait, the safety margin of a job that it holds, or a job itself.</summary>
    public void TimePassed(Client client)
    {
        if (client.IsWaiting)
        {
            // Time may have leapt over both: what was due first counts.
            var margin = client.HeldByDeadline.First is { } held ? held.DeadlineAt - SafetyMargin : Deadline.Never;
            if (margin <= Now && margin <= client.WaitsUntil)
            {
                StopWaiting(client);
                client.Listener.DeadlineSoon();
            }
            else if (client.WaitsUntil <= Now)
            {
                GiveUpWaiting(client);
            }
        }

        while (client.HeldByDeadline.First is { } job && job.DeadlineAt <= Now)
        {
            LetGo(job);
            job.Timeouts++;
            Statistics.Timeouts++;
            MakeReady(job);
        }

        ScheduleTimeFor(client);
    }

    private bool IsDeadlineSoon(Client client)
        => client.HeldByDeadline.First is { } first && first.DeadlineAt - SafetyMargin <= Now;

    private void Wait(Client client, uint? timeoutSeconds)
    {
        client.IsWaiting = true;
        client.WaitsUntil = timeoutSeconds is { } seconds ? Now + (seconds * Clock.Second) : Deadline.Never;
        Statistics.Waiting++;
        for (var i = 0; i < client.Watches.Count; i++)
        {
            client.Watches[i].Tube.Waiting.Add(client.Watches[i]);
        }

        ScheduleTimeFor(client);
    }

    private void StopWaiting(Client client)
    {
        if (!client.IsWaiting)
        {
            return;
        }

        client.IsWaiting = false;
        client.WaitsUntil = Deadline.Never;
        Statistics.Waiting--;
        for (var i = 0; i < client.Watches.Count; i++)
        {
            client.Watches[i].Tube.Waiting.Remove(client.Watches[i]);
        }
    }

    /// <summary>Gives a job that is ready but in no queue to the connection whose turn it is in the job's tube.</summary>
    private void HandOver(Job job)
    {
        var client = job.Tube.Waiting.Take();
        StopWaiting(client);
        Hold(client, job);
        client.Listener.Reserved(job);
    }

    private void Hold(Client client, Job job)
    {
        job.State = JobState.Reserved;
        job.Holder = client;
        job.Reserves++;
        job.DeadlineAt = Now + job.TimeToRun;
        job.Tube.Reserved++;
        Statistics.Reserved++;
        client.Held.Add(job);
        client.HeldByDeadline.Add(job);
        ScheduleTimeFor(client);
    }

    private void LetGo(Job job)
    {
        var client = job.Holder!;
        job.Holder = null;
        job.Tube.Reserved--;
        Statistics.Reserved--;
        client.Held.Remove(job);
        client.HeldByDeadline.Remove(job);
        ScheduleTimeFor(client);
    }

    private void ScheduleTimeFor(Client client)
    {
        var at = client.HeldByDeadline.First?.DeadlineAt ?? Deadline.Never;
        if (client.IsWaiting)
        {
            at = Math.Min(at == Deadline.Never ? at : at - SafetyMargin, client.WaitsUntil);
        }

        Schedule(client.Deadline, at);
    }

    private void CountWorker(Client client)
    {
        if (!client.IsWorker)
        {
            client.IsWorker = true;
            Statistics.Workers++;
        }
    }
}
