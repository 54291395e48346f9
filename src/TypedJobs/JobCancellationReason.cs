namespace TypedJobs;

/// <summary>Why a handler's token is cancelled.</summary>
public enum JobCancellationReason
{
    /// <summary>It is not cancelled.</summary>
    None,

    /// <summary>The worker stops, and its shutdown timeout is over. Unless the handler returns, the job goes back to the queue, which is no failure.</summary>
    Shutdown,

    /// <summary>The handler has taken longer than <see cref="Workers.WorkerOptions.HandlerTimeout"/>. Unless the handler returns, the job has failed.</summary>
    HandlerTimeout,

    /// <summary>The broker no longer keeps the job for this worker: the connection was lost, or the time-to-run was over. Another worker may run it meanwhile.</summary>
    LeaseLost,
}
