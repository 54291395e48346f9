using System.Diagnostics.CodeAnalysis;

namespace TypedJobs.Beanstalk;

/// <summary>A reserved job, or why there is none.</summary>
public readonly record struct ReserveResult
{
    private ReserveResult(ReservedJob? job, bool timedOut, bool deadlineSoon)
    {
        Job = job;
        TimedOut = timedOut;
        DeadlineSoon = deadlineSoon;
    }

    /// <summary>The job; null when <see cref="TimedOut"/> or <see cref="DeadlineSoon"/>.</summary>
    public ReservedJob? Job { get; }

    /// <summary>No watched tube had a ready job within the timeout.</summary>
    public bool TimedOut { get; }

    /// <summary>
    /// A job that this connection holds has less than a second left, and no other job was ready. The server does not say which job.
    /// Settle or touch what is held before reserving again: until then the server answers so at once, every time.
    /// </summary>
    public bool DeadlineSoon { get; }

    /// <summary>Whether there is a job, and which.</summary>
    public bool TryGetJob([NotNullWhen(true)] out ReservedJob? job)
    {
        job = Job;
        return job is not null;
    }

    internal static ReserveResult Reserved(ReservedJob job) => new(job, false, false);

    internal static ReserveResult NoneInTime { get; } = new(null, true, false);

    internal static ReserveResult OwnDeadlineSoon { get; } = new(null, false, true);
}
