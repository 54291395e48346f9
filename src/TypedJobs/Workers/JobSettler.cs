using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;
using TypedJobs.Retries;

namespace TypedJobs.Workers;

/// <summary>
/// Tells the broker what becomes of a job. What the broker has counted for it is asked for on the way of failure only: the way of success is one command.
/// </summary>
internal sealed class JobSettler(RetryBackoff backoff, ILogger logger)
{
    private const string NoReason = "its handler gave no reason";

    /// <summary>Settles a job. A broker that cannot be told is logged; the job then comes again when its delivery is disposed or its time-to-run is over.</summary>
    /// <param name="delivery">The job.</param>
    /// <param name="job">What the log calls it.</param>
    /// <param name="maxAttempts">How often it may fail.</param>
    /// <param name="outcome">What becomes of it.</param>
    public async Task SettleAsync(IJobDelivery delivery, JobIdentity job, int maxAttempts, JobOutcome outcome)
    {
        try
        {
            switch (outcome.Verdict)
            {
                case Verdict.Complete:
                    await delivery.CompleteAsync().ConfigureAwait(false);
                    Log.Completed(logger, job.Name, job.Id, job.EventId);
                    break;
                case Verdict.GiveBack:
                    Log.GivenBack(logger, job.Name, job.Id, job.EventId);
                    break;
                default:
                    await SettleFailureAsync(delivery, job, maxAttempts, outcome).ConfigureAwait(false);
                    break;
            }
        }
        catch (BrokerException exception)
        {
            Log.SettleFailed(logger, job.Name, job.Id, job.EventId, outcome.Verdict.ToString(), exception);
        }
    }

    private async Task SettleFailureAsync(IJobDelivery delivery, JobIdentity job, int maxAttempts, JobOutcome outcome)
    {
        var reason = outcome.Reason ?? NoReason;
        if (await delivery.GetRecordAsync().ConfigureAwait(false) is not { } record)
        {
            Log.FailedAndGone(logger, job.Name, job.Id, job.EventId, reason, outcome.Exception);
            return;
        }

        // Each burial was an end, and whoever kicked the job after it wanted it to have at least a fresh budget.
        var limit = (long)maxAttempts * (1 + record.Burials);
        var failures = record.Failures + 1;
        if (outcome.Verdict == Verdict.Retry && failures < limit)
        {
            var delay = outcome.Delay ?? backoff.DelayAfter(record.Failures);
            await delivery.ReleaseAsync(record.Priority, delay).ConfigureAwait(false);
            Log.Retrying(logger, job.Name, job.Id, job.EventId, failures, limit, delay, reason, outcome.Exception);
            return;
        }

        if (outcome.Verdict == Verdict.Retry)
        {
            reason = $"failure {failures} of {limit}, the last that it may have: {reason}";
        }

        await delivery.BuryAsync(record.Priority).ConfigureAwait(false);
        Log.Buried(logger, job.Name, job.Id, job.EventId, reason, outcome.Exception);
    }
}
