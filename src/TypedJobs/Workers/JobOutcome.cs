using TypedJobs.Failures;

namespace TypedJobs.Workers;

/// <summary>What becomes of a job after its handler has finished.</summary>
internal enum Verdict
{
    /// <summary>It is done and leaves the queue.</summary>
    Complete,

    /// <summary>It failed and comes again, or is buried if that was once too often.</summary>
    Retry,

    /// <summary>It comes again later, which is no failure.</summary>
    Snooze,

    /// <summary>It is set aside.</summary>
    Bury,

    /// <summary>It was not finished and goes back, which is no failure.</summary>
    GiveBack,

    /// <summary>It was lost before it was finished: there is nothing to settle.</summary>
    Forget,
}

/// <summary>A verdict with its circumstances.</summary>
/// <param name="Verdict">What becomes of the job.</param>
internal sealed record JobOutcome(Verdict Verdict)
{
    public static JobOutcome Completed { get; } = new(Verdict.Complete);

    public static JobOutcome Lost { get; } = new(Verdict.Forget);

    public static JobOutcome GivenBack { get; } = new(Verdict.GiveBack);

    /// <summary>Why the job is retried or buried; null if nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>What the handler threw.</summary>
    public Exception? Exception { get; init; }

    /// <summary>When a retry or a snooze is due; null leaves a retry to the backoff.</summary>
    public TimeSpan? Delay { get; init; }

    public static JobOutcome Failed(Exception exception) => new(Verdict.Retry) { Exception = exception, Reason = ExceptionText.MessageOf(exception) };

    public static JobOutcome Retry(TimeSpan? delay, string? reason) => new(Verdict.Retry) { Delay = delay, Reason = reason };

    public static JobOutcome Snoozed(TimeSpan delay) => new(Verdict.Snooze) { Delay = delay };

    public static JobOutcome Bury(string reason, Exception? exception = null) => new(Verdict.Bury) { Reason = reason, Exception = exception };
}
