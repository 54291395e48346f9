using System.Globalization;

namespace TypedJobs.Testing;

/// <summary>One run of a job: what was run, and what has become of it.</summary>
public sealed class JobResult
{
    internal JobResult()
    {
    }

    /// <summary>The job's id: the same over all retries, and another after a snooze.</summary>
    public JobId Id { get; internal init; }

    /// <summary>The job's name on the wire; its tube, if the body does not tell a name.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>The record that the handler was given; null if the job did not get that far.</summary>
    public object? Job { get; internal init; }

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt { get; internal init; }

    /// <summary>What has become of the job.</summary>
    public JobEnding Ending { get; internal init; }

    /// <summary>When it comes again, if it was retried, snoozed or given back; null otherwise.</summary>
    public TimeSpan? Delay { get; internal init; }

    /// <summary>Why it was retried or buried, if anybody said: the message of the exception, what the handler gave as its reason, what the failure record has.</summary>
    public string? Reason { get; internal init; }

    /// <summary>What the handler threw, or its middleware, its scope, its upgrade; null if nothing was thrown.</summary>
    public Exception? Exception { get; internal init; }

    /// <summary>Fails the test if the job was not completed.</summary>
    /// <returns>This.</returns>
    /// <exception cref="JobTestException">It was not; the message says what it was instead, and the inner exception is what the handler threw.</exception>
    public JobResult EnsureCompleted()
        => Ending == JobEnding.Completed ? this : throw new JobTestException($"Expected the job to be completed: {this}", Exception);

    /// <summary>One line, such as <c>mail.send, attempt 2: Retried in 00:00:04: The server is busy. (SmtpException)</c>.</summary>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}, attempt {Attempt}: {Ending}{(Delay is { } delay ? $" in {delay}" : null)}{(Reason is null ? null : $": {Reason}")}{(Exception is null ? null : $" ({Exception.GetType().Name})")}");
}
