namespace TypedJobs.Stress.Checking;

/// <summary>What the broker has at the end of a run.</summary>
internal sealed record FinalState
{
    /// <summary>The ids of the jobs that are buried, of those that the ledgers know.</summary>
    public IReadOnlySet<string> Buried { get; init; } = new HashSet<string>();

    /// <summary>The ids of the jobs that are there and not buried, of those that the ledgers know.</summary>
    public IReadOnlySet<string> Waiting { get; init; } = new HashSet<string>();

    /// <summary>The failure records: the event ids that they name, by the id of the job.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Records { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>How many jobs the broker says are buried.</summary>
    public long BuriedCount { get; init; }

    /// <summary>How many jobs the broker says are ready, delayed or reserved.</summary>
    public long WaitingCount { get; init; }
}
