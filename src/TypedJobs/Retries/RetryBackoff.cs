namespace TypedJobs.Retries;

/// <summary>
/// How long a job waits after a failure: exponential with full jitter (a random part of the whole), so that jobs that failed together
/// do not come back together.
/// </summary>
/// <param name="random">Gives numbers from 0 to 1.</param>
internal sealed class RetryBackoff(Func<double> random)
{
    /// <summary>The shortest wait: what fails at once must not come back at once.</summary>
    private const double Least = 1;

    /// <summary>A server counts whole seconds, and of one alone there is nothing to choose: all that failed together would come back together.</summary>
    private const double LeastBound = 2;

    /// <summary>Beyond so many, a second has become longer than any wait that can be declared.</summary>
    private const int MostDoublings = 32;

#pragma warning disable CA5394 // Jitter needs no secrecy.
    public static RetryBackoff Shared { get; } = new(Random.Shared.NextDouble);
#pragma warning restore CA5394

    /// <summary>The wait after a failure.</summary>
    /// <param name="job">Says how long it may be.</param>
    /// <param name="failuresBefore">How often the job had failed before this time.</param>
    public TimeSpan DelayAfter(JobContract job, int failuresBefore)
    {
        var bound = Math.Max(job.Backoff.TotalSeconds * (1L << Math.Clamp(failuresBefore, 0, MostDoublings)), LeastBound);
        return TimeSpan.FromSeconds(Math.Max(Math.Ceiling(Math.Min(bound, job.MaxBackoff.TotalSeconds) * random()), Least));
    }
}
