namespace TypedJobs;

/// <summary>How a <see cref="JobClient"/> enqueues.</summary>
public sealed record JobClientOptions
{
    /// <summary>
    /// How long to try to enqueue a job before it counts as not enqueued: connecting and the broker's answer together; 5 seconds by default,
    /// more than zero and at most 24 days. <see cref="EnqueueOptions.Timeout"/> overrides it for one call; in a batch each job has it to itself.
    /// </summary>
    public TimeSpan EnqueueTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Checks that every option is in its range.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it.</exception>
    public void Validate() => RequireTimeout(EnqueueTimeout, $"{nameof(JobClientOptions)}.{nameof(EnqueueTimeout)}");

    internal static void RequireTimeout(TimeSpan value, string name)
    {
        // The longest that a timer can wait.
        var most = TimeSpan.FromMilliseconds(int.MaxValue);
        if (value <= TimeSpan.Zero || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be more than zero and at most {most.Days} days.");
        }
    }
}
