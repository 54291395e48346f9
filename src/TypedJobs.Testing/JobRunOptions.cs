namespace TypedJobs.Testing;

/// <summary>What the handler learns of its job from <see cref="JobContext"/>, in a run by <see cref="JobHarness.RunAsync"/>.</summary>
public sealed record JobRunOptions
{
    /// <summary>
    /// The number of the attempt, from 1, which it is by default. At the job's <see cref="JobAttribute.MaxAttempts"/> a failure buries it.
    /// </summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How often the job was snoozed before; 0 by default.</summary>
    public int SnoozeCount { get; init; }

    /// <summary>
    /// The event id; a new one by default. <see cref="JobContext.EnqueuedAt"/> is read from it: <see cref="Guid.CreateVersion7(DateTimeOffset)"/> makes one for any time.
    /// A bare job has none, unless it was snoozed.
    /// </summary>
    public Guid? EventId { get; init; }

    /// <summary>Checks that every option is in its range.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it.</exception>
    public void Validate()
    {
        if (Attempt < 1)
        {
            throw new ArgumentException($"{nameof(JobRunOptions)}.{nameof(Attempt)} is {Attempt}; it must be at least 1.");
        }

        if (SnoozeCount < 0)
        {
            throw new ArgumentException($"{nameof(JobRunOptions)}.{nameof(SnoozeCount)} is {SnoozeCount}; it must be at least 0.");
        }
    }
}
