namespace TypedJobs.Retries;

/// <summary>
/// How long a job waits after a failure: exponential with full jitter (a random part of the whole), so that jobs that failed together
/// do not come back together.
/// </summary>
/// <param name="random">Gives numbers from 0 to below 1.</param>
internal sealed class RetryBackoff(Func<double> random)
{
    /// <summary>The longest wait after the first failure; it doubles with each further one.</summary>
    public static readonly TimeSpan Base = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait of all.</summary>
    public static readonly TimeSpan Cap = TimeSpan.FromHours(1);

    /// <summary>The shortest wait: what fails at once must not come back at once.</summary>
    public static readonly TimeSpan Floor = TimeSpan.FromSeconds(1);

    private const int DoublingsToCap = 12;

#pragma warning disable CA5394 // Jitter needs no secrecy.
    public static RetryBackoff Shared { get; } = new(Random.Shared.NextDouble);
#pragma warning restore CA5394

    /// <summary>The wait after a failure.</summary>
    /// <param name="failuresBefore">How often the job had failed before this time.</param>
    public TimeSpan DelayAfter(int failuresBefore)
    {
        var doublings = Math.Clamp(failuresBefore, 0, DoublingsToCap);
        var longest = Base * (1L << doublings);
        longest = longest < Cap ? longest : Cap;
        var delay = longest * random();
        return delay > Floor ? delay : Floor;
    }
}
