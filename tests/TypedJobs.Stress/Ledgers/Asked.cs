namespace TypedJobs.Stress.Ledgers;

/// <summary>What a handler asked for when it ended.</summary>
internal enum Asked
{
    /// <summary>It returned: the job is done.</summary>
    Completion,

    /// <summary>It threw, or called Retry.</summary>
    Retry,

    /// <summary>It called Snooze.</summary>
    Snooze,

    /// <summary>It called Bury.</summary>
    Burial,

    /// <summary>Its token was cancelled because it had taken too long, and it gave up: that is a failure.</summary>
    Timeout,

    /// <summary>Its token was cancelled for another reason, and it gave up.</summary>
    Nothing,
}
