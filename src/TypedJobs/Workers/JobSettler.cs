using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TypedJobs.Brokers;
using TypedJobs.Envelopes;
using TypedJobs.Retries;
using TypedJobs.Telemetry;

namespace TypedJobs.Workers;

/// <summary>
/// Tells the broker what becomes of a job. What the broker has counted for it is asked for on the way of failure only: the way of success is one command.
/// </summary>
internal sealed class JobSettler(IJobBroker broker, RetryRules retries, Burial burial, ILogger logger)
{
    private const string NoReason = "its handler gave no reason";
    private const string Done = "its handler has ended, and gave none";

    /// <summary>How long to try to put the copy of a snoozed job.</summary>
    private static readonly TimeSpan CopyTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Settles a job. A broker that cannot be told is logged; the job then comes again when its delivery is disposed or its time-to-run is over.</summary>
    /// <param name="job">The job.</param>
    /// <param name="outcome">What becomes of it.</param>
    /// <param name="goesOn">Whether its slot receives the next job from all tubes afterwards.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SettleAsync(JobContext job, JobOutcome outcome, bool goesOn)
    {
        try
        {
            switch (outcome.Verdict)
            {
                case Verdict.Complete:
                    if (goesOn)
                    {
                        await job.Delivery.CompleteAndGoOnAsync().ConfigureAwait(false);
                    }
                    else
                    {
                        await job.Delivery.CompleteAsync().ConfigureAwait(false);
                    }

                    LogCompleted(job);
                    break;
                case Verdict.GiveBack:
                    LogGivenBack(job, outcome.Exception);
                    break;
                case Verdict.Forget:
                    LogForgotten(job, outcome.Exception);
                    break;
                default:
                    await SettleUndoneAsync(job, outcome).ConfigureAwait(false);
                    break;
            }
        }
        catch (BrokerException exception)
        {
            // What the handler threw is said nowhere else.
            Exception said = outcome.Exception is { } own ? new AggregateException(own, exception) : exception;
            var (name, _, id, eventId) = job.Identity;
            Log.SettleFailed(logger, name, id, eventId, outcome.Verdict.ToString(), outcome.Reason ?? Done, said);
        }
    }

    private void LogCompleted(JobContext job)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var (name, _, id, eventId) = job.Identity;
            Log.Completed(logger, name, id, eventId);
        }
    }

    private void LogGivenBack(JobContext job, Exception? exception)
    {
        var (name, _, id, eventId) = job.Identity;
        Log.GivenBack(logger, name, id, eventId, exception);
    }

    private void LogForgotten(JobContext job, Exception? exception)
    {
        if (exception is not null)
        {
            var (name, _, id, eventId) = job.Identity;
            Log.ThrewInVain(logger, name, id, eventId, exception);
        }
    }

    private async Task SettleUndoneAsync(JobContext job, JobOutcome outcome)
    {
        if (await job.Delivery.GetRecordAsync().ConfigureAwait(false) is not { } record)
        {
            var (name, _, id, eventId) = job.Identity;
            Log.FailedAndGone(logger, name, id, eventId, outcome.Reason ?? NoReason, outcome.Exception);
        }
        else if (outcome.Verdict == Verdict.Snooze)
        {
            await SnoozeAsync(job, record, outcome.Delay!.Value).ConfigureAwait(false);
        }
        else
        {
            await SettleFailureAsync(job, record, outcome).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The copy first: between the two steps there may be two of the job, and never none. Whoever no longer holds the job puts no copy, or takes it back: whoever does
    /// hold it may snooze it as well, and there would be two for good.
    /// </summary>
    private async Task SnoozeAsync(JobContext job, DeliveryRecord record, TimeSpan delay)
    {
        await job.Delivery.RequireAsync().ConfigureAwait(false);
        var (name, _, id, eventId) = job.Identity;
        JobId copy;
        try
        {
            var count = job.SnoozeCount + 1;
            var message = new BrokerMessage
            {
                Tube = record.Tube,
                Body = job.IsBare
                    ? SnoozeCopy.OfPayload(job.Delivery.Body, job.Route.Contract, job.EventId, count)
                    : SnoozeCopy.OfEvent(job.Delivery.Body, job.EventId, count),
                Priority = record.Priority,
                Delay = delay,
                TimeToRun = record.TimeToRun,
            };
            copy = await broker.PutAsync(message, CopyTimeout).ConfigureAwait(false);
        }
        catch (BrokerException exception)
        {
            var reason = $"it could not be copied to be snoozed: {exception.Message}";
            if (await burial.ReleaseAsync(job.Delivery, job.Identity, record, delay, reason).ConfigureAwait(false))
            {
                WorkerMeter.Retried.Count(1, MessagingTags.Of(record.Tube));
                Log.SnoozeReleased(logger, name, id, eventId, delay, exception);
            }

            return;
        }

        try
        {
            await job.Delivery.CompleteAsync().ConfigureAwait(false);
        }
        catch (BrokerException exception) when (exception.Outcome == BrokerOutcome.Answered)
        {
            // It was somebody else's by the time that the copy was in.
            if (!await WithdrawCopyAsync(job.Delivery, copy).ConfigureAwait(false))
            {
                Log.SnoozeCopyStays(logger, name, id, eventId, copy);
            }

            throw;
        }

        WorkerMeter.Snoozed.Count(1, MessagingTags.Of(record.Tube));
        Log.Snoozed(logger, name, id, eventId, delay, copy);
    }

    private static async Task<bool> WithdrawCopyAsync(IJobDelivery delivery, JobId copy)
    {
        try
        {
            return await delivery.WithdrawCopyAsync(copy).ConfigureAwait(false);
        }
        catch (BrokerException)
        {
            return false;
        }
    }

    private async Task SettleFailureAsync(JobContext job, DeliveryRecord record, JobOutcome outcome)
    {
        var (name, version, id, eventId) = job.Identity;
        var reason = outcome.Reason ?? NoReason;

        // Each burial was an end, and whoever kicked the job after it wanted it to have at least a fresh budget.
        var limit = (long)job.Route.Contract.MaxAttempts * (1 + record.Burials);
        var failures = record.Failures + 1;
        if (outcome.Verdict == Verdict.Retry && !retries.Buries(job.Route, outcome.Exception))
        {
            if (failures < limit)
            {
                var failure = new JobFailure(name, version, failures, outcome.Exception);
                var delay = outcome.Delay ?? retries.DelayAfter(job.Route.Contract, failure);
                if (await burial.ReleaseAsync(job.Delivery, job.Identity, record, delay, reason, outcome.Exception).ConfigureAwait(false))
                {
                    WorkerMeter.Retried.Count(1, MessagingTags.Of(record.Tube));
                    Log.Retrying(logger, name, id, eventId, failures, limit, delay, reason, outcome.Exception);
                }

                return;
            }

            reason = $"failure {failures} of {limit}, the last that it may have: {reason}";
        }

        await burial.BuryAsync(job.Delivery, job.Identity, record, reason, outcome.Exception).ConfigureAwait(false);
        Log.Buried(logger, name, id, eventId, reason, outcome.Exception);
    }
}
