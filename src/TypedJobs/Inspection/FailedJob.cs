namespace TypedJobs.Inspection;

/// <summary>A buried job with the reason of its burial.</summary>
public sealed class FailedJob
{
    /// <summary>The job, with its payload.</summary>
    public required InspectedJob Job { get; init; }

    /// <summary>The job's id.</summary>
    public JobId Id => Job.Id;

    /// <summary>The job's name; null if its body did not tell.</summary>
    public string? Name => Job.Name;

    /// <summary>The number of the attempt that was the last.</summary>
    public required int Attempts { get; init; }

    /// <summary>Why it was buried; at most 2,000 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>The full name of the exception's type; null where the handler threw none.</summary>
    public required string? ErrorType { get; init; }

    /// <summary>The exception's message, at most 2,000 characters; null where the handler threw none.</summary>
    public required string? ErrorMessage { get; init; }

    /// <summary>The exception's stack, at most 6,000 characters; null where the handler threw none.</summary>
    public required string? ErrorStack { get; init; }

    /// <summary>Who buried it: machine, process and worker.</summary>
    public required string Worker { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset BuriedAt { get; init; }

    /// <summary>Name, id and reason; nothing of the payload, so that it can be logged.</summary>
    public override string ToString() => $"{Job}: {Reason}";
}
