namespace TypedJobs.Testing;

/// <summary>The bounds of a <see cref="JobHarness"/>.</summary>
public sealed record JobHarnessOptions
{
    /// <summary>
    /// How long one handler may take before the test fails, in real time and not by the harness's clock; one minute by default, more than zero and at most 24 days.
    /// Does not apply while a debugger is attached.
    /// </summary>
    public TimeSpan HandlerLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many jobs one call may run before the test fails, so that jobs that enqueue themselves for ever do not run for ever; 1,000 by default, at least 1.
    /// </summary>
    public int JobLimit { get; init; } = 1_000;

    /// <summary>
    /// Whether jobs that no worker of the services handles may be enqueued, since another application handles them; they are then left where they are.
    /// By default such a job fails the test.
    /// </summary>
    public bool LeaveUnhandledJobs { get; init; }

    /// <summary>Checks that every option is in its range.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it.</exception>
    public void Validate()
    {
        JobClientOptions.RequireTimeout(HandlerLimit, $"{nameof(JobHarnessOptions)}.{nameof(HandlerLimit)}");
        if (JobLimit < 1)
        {
            throw new ArgumentException($"{nameof(JobHarnessOptions)}.{nameof(JobLimit)} is {JobLimit}; it must be at least 1.");
        }
    }
}
