namespace TypedJobs.Testing;

/// <summary>What has become of a job that was run.</summary>
public enum JobEnding
{
    /// <summary>Its handler has done it, and it has left the queue.</summary>
    Completed,

    /// <summary>It failed, or its handler asked for a retry: it comes again after <see cref="JobResult.Delay"/>.</summary>
    Retried,

    /// <summary>Its handler asked for it to come again after <see cref="JobResult.Delay"/>, which is no failure.</summary>
    Snoozed,

    /// <summary>It was set aside: it failed once too often, its handler said so, or nobody can read it.</summary>
    Buried,

    /// <summary>
    /// It was not finished and is in the queue again: the run was cancelled, or the worker does not know the job's name or version.
    /// </summary>
    GivenBack,
}
