namespace TypedJobs.Beanstalk;

/// <summary>What became of a job that was to be released.</summary>
public enum ReleaseResult
{
    /// <summary>It is ready again, or delayed if a delay was asked for.</summary>
    Released,

    /// <summary>The server had no memory to queue it and buried it.</summary>
    Buried,

    /// <summary>There is no such job, or this connection does not hold it (its time to run may have passed).</summary>
    NotFound,
}
