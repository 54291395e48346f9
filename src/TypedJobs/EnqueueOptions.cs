namespace TypedJobs;

/// <summary>What differs from a job's declared policy for one enqueued job. What is null is as declared.</summary>
public sealed record EnqueueOptions
{
    /// <summary>The priority, from 0 (the most urgent) to 4,294,967,295.</summary>
    public uint? Priority { get; init; }

    /// <summary>How long the job waits before it can be reserved; rounded up to whole seconds, at most 4,294,967,295 of them.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>
    /// After how long the server gives the job to another worker if nothing is heard of the one that has it; rounded up to whole seconds, from 1 to 4,294,967,295
    /// of them. A handler may run longer: its worker keeps the job.
    /// </summary>
    public TimeSpan? TimeToRun { get; init; }

    /// <summary>
    /// How long to try before the job counts as not enqueued, more than zero and at most 24 days; by default
    /// <see cref="JobClientOptions.EnqueueTimeout"/>.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    internal void Validate()
    {
        if (Delay is { } delay)
        {
            Seconds.Require(delay, Seconds.None, $"{nameof(EnqueueOptions)}.{nameof(Delay)}");
        }

        if (TimeToRun is { } timeToRun)
        {
            Seconds.Require(timeToRun, Seconds.One, $"{nameof(EnqueueOptions)}.{nameof(TimeToRun)}");
        }

        if (Timeout is { } timeout)
        {
            JobClientOptions.RequireTimeout(timeout, $"{nameof(EnqueueOptions)}.{nameof(Timeout)}");
        }
    }
}
