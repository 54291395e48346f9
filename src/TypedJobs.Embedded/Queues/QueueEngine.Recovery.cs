using TypedJobs.Embedded.Stores;

namespace TypedJobs.Embedded.Queues;

internal sealed partial class QueueEngine
{
    /// <summary>Takes up what the store has kept, as if nothing had happened; new ids begin behind the highest. To the statistics these jobs are not new.</summary>
    private void Recover()
    {
        Now = _clock.Nanoseconds();
        foreach (var stored in _store.Recover())
        {
            _lastId = Math.Max(_lastId, stored.Id);
            Restore(stored);
        }
    }

    private void Restore(StoredJob stored)
    {
        var tube = Refer(_tubes.FindOrAdd(stored.Tube));
        var job = new Job(stored.Id, tube, stored.Priority, stored.DelaySeconds, stored.TimeToRunSeconds, Now - Nanoseconds(stored.Age))
        {
            Body = stored.Body,
            Reserves = stored.Reserves,
            Timeouts = stored.Timeouts,
            Releases = stored.Releases,
            Buries = stored.Buries,
            Kicks = stored.Kicks,
        };
        _jobs.Add(job);
        if (stored.State == JobState.Buried)
        {
            AddBuried(job);
        }
        else if (stored.State == JobState.Delayed && stored.DelayLeft > TimeSpan.Zero)
        {
            AddDelayed(job, Nanoseconds(stored.DelayLeft));
        }
        else
        {
            MakeReady(job);
        }
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
