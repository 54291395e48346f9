using Microsoft.Extensions.Logging;
using TypedJobs.Retries;

namespace TypedJobs.Workers;

/// <summary>What a worker's options say of failures, with what jobs and handlers declare: whether another attempt would help, and when.</summary>
internal sealed class RetryRules(FailurePolicy policy, Func<JobFailure, TimeSpan?>? retryDelay, RetryBackoff backoff, ILogger logger)
{
    /// <summary>Whether an exception buries its job at once.</summary>
    public bool Buries(WorkerRoute route, Exception? exception)
        => exception is not null && (route.Policy.Buries(exception) ?? policy.Buries(exception) ?? false);

    /// <summary>The wait before the next attempt.</summary>
    public TimeSpan DelayAfter(JobContract job, JobFailure failure) => Chosen(failure) ?? backoff.DelayAfter(job, failure.Failures - 1);

    /// <summary>What the application's own function says; null if there is none, or if it cannot be used.</summary>
    private TimeSpan? Chosen(JobFailure failure)
    {
        try
        {
            var delay = retryDelay?.Invoke(failure);
            if (delay is { } chosen)
            {
                Seconds.Require(chosen, Seconds.None, nameof(WorkerOptions.RetryDelay));
            }

            return delay;
        }
#pragma warning disable CA1031 // It is the application's code, and the job must be settled all the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.RetryDelayFailed(logger, failure.Job, exception);
            return null;
        }
    }
}
