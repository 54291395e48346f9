using System.Globalization;
using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;
using TypedJobs.Telemetry;

namespace TypedJobs.Workers;

/// <summary>What becomes of jobs that this worker cannot run. They are never run with defaults and never deleted.</summary>
internal sealed class StrayJobs(Burial burial, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// Each release counts as a failure, so they must be few: with these numbers a job comes to workers that do not know it at the age of 0, 10, 60 and
    /// 360 seconds, then every five minutes. A deploy of six minutes costs it three of its attempts at most.
    /// </summary>
    private const int AgesToWait = 5;

    private static readonly TimeSpan ShortestDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    private readonly OncePerMinute _log = new(time);

    /// <summary>
    /// Gives back a job that another worker may know: on a shared tube, while a new version is being rolled out. The delay grows with the job's age,
    /// so that it comes again ever more rarely.
    /// </summary>
    public async Task GiveBackUnknownAsync(IJobDelivery delivery, JobIdentity job)
    {
        WorkerMeter.Unknown.Count();
        if (await delivery.GetRecordAsync().ConfigureAwait(false) is not { } record)
        {
            return;
        }

        var delay = DelayAt(record.Age);
        if (await burial.ReleaseAsync(delivery, job, record, delay, "this worker does not know it").ConfigureAwait(false)
            && _log.IsDue(string.Create(CultureInfo.InvariantCulture, $"unknown {job.Name}/{job.Version}"), out var unlogged))
        {
            Log.Unknown(logger, job.Name, job.Version, job.Id, job.EventId, delay, unlogged);
        }
    }

    /// <summary>How long a job that was put so long ago waits for a worker that knows it.</summary>
    internal static TimeSpan DelayAt(TimeSpan age)
        => age * AgesToWait is var delay && delay < ShortestDelay ? ShortestDelay : delay < LongestDelay ? delay : LongestDelay;

    /// <summary>Buries a job that nobody can read: no JSON, or not of its record's shape.</summary>
    public async Task BuryUnreadableAsync(IJobDelivery delivery, JobIdentity job, string reason)
    {
        WorkerMeter.Unreadable.Count();
        if (await delivery.GetRecordAsync().ConfigureAwait(false) is not { } record)
        {
            return;
        }

        await burial.BuryAsync(delivery, job, record, reason).ConfigureAwait(false);
        if (_log.IsDue(string.Create(CultureInfo.InvariantCulture, $"unreadable {job.Name}/{job.Version}"), out var unlogged))
        {
            Log.Unreadable(logger, job.Name, job.Id, job.EventId, reason, unlogged);
        }
    }
}
