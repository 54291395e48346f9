namespace TypedJobs.Stress.Jobs;

/// <summary>What a job's handler is to do, and so how the job must end.</summary>
public enum Plan
{
    /// <summary>Return.</summary>
    Complete,

    /// <summary>Take a while, some of them longer than the time-to-run, and return.</summary>
    Dawdle,

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
}
