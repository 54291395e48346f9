using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;
using TypedJobs.Failures;
using TypedJobs.Telemetry;

namespace TypedJobs.Workers;

/// <summary>
/// Sets a job aside: first the failure record, then the burial. A record without its job is harmless, a buried job without a record is hard to find;
/// but a record that cannot be stored does not keep the job from being buried, since otherwise it would run for ever.
/// </summary>
/// <param name="worker">Who buries: machine, process and worker.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes the log.</param>
internal sealed class Burial(string worker, TimeProvider time, ILogger logger)
{
    /// <exception cref="BrokerException">The job was not buried, or nobody knows; or it is no longer held.</exception>
    public async Task BuryAsync(IJobDelivery delivery, JobIdentity job, DeliveryRecord record, string reason, Exception? exception = null)
    {
        await delivery.RequireAsync().ConfigureAwait(false);
        await StoreAsync(delivery, job, record, reason, exception).ConfigureAwait(false);
        await delivery.BuryAsync(record.Priority).ConfigureAwait(false);
        WorkerMeter.Buried.Count(1, MessagingTags.Of(record.Tube));
    }

    /// <summary>Releases a job. A server that has no memory for that buries it instead: then it has a record, and is counted.</summary>
    /// <returns>Whether it comes again after the delay.</returns>
    /// <exception cref="BrokerException">The job was not released, or nobody knows.</exception>
    public async Task<bool> ReleaseAsync(IJobDelivery delivery, JobIdentity job, DeliveryRecord record, TimeSpan delay, string reason, Exception? exception = null)
    {
        try
        {
            await delivery.ReleaseAsync(record.Priority, delay).ConfigureAwait(false);
            return true;
        }
        catch (BuriedInsteadException)
        {
            WorkerMeter.Buried.Count(1, MessagingTags.Of(record.Tube));
            Log.BuriedForWantOfMemory(logger, job.Name, job.Id, job.EventId, reason, exception);
            await StoreAsync(delivery, job, record, $"the server had no memory to release it after: {reason}", exception).ConfigureAwait(false);
            return false;
        }
    }

    private async Task StoreAsync(IJobDelivery delivery, JobIdentity job, DeliveryRecord record, string reason, Exception? exception)
    {
        var failure = new FailureRecord
        {
            Job = delivery.Id,
            EventId = job.IsRead ? job.EventId : null,
            Name = job.IsNameless ? null : job.Name,
            Version = job.IsRead ? job.Version : null,
            Attempts = record.Failures + record.Burials + 1,
            Reason = reason,
            Exception = exception,
            Worker = worker,
            Time = time.GetUtcNow(),
            Priority = record.Priority,
        };
        try
        {
            await delivery.RecordFailureAsync(record.Tube, failure.Write()).ConfigureAwait(false);
        }
        catch (BrokerException lost)
        {
            WorkerMeter.RecordsLost.Count();
            Log.RecordLost(logger, job.Name, job.Id, job.EventId, lost);
        }
    }
}
