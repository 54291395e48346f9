namespace TypedJobs.Stress.Jobs;

/// <summary>What a job's handler is to do, and so how the job must end.</summary>
public enum Plan
{
    /// <summary>Return.</summary>
    Complete,

    /// <summary>Take a while, and return.</summary>
    Dawdle,

    /// <summary>Take longer than the time-to-run, and return.</summary>
    OutlastTimeToRun,

    /// <summary>Never return at the first attempt: the worker's timeout ends it. Then return.</summary>
    HangAtFirst,

    /// <summary>Ask for a snooze at first, then return.</summary>
    SnoozeAtFirst,

    /// <summary>Throw at the first attempts, then return.</summary>
    ThrowAtFirst,

    /// <summary>Ask for a retry at the first attempts, then return.</summary>
    RetryAtFirst,

    /// <summary>Throw until the job is buried.</summary>
    ThrowAlways,

    /// <summary>Ask for the burial.</summary>
    Bury,

    /// <summary>End the process, every other time; then return.</summary>
    EndProcess,

    /// <summary>End the process each time, until the job is buried.</summary>
    EndProcessAlways,
}
