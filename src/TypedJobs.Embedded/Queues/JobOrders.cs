namespace TypedJobs.Embedded.Queues;

/// <summary>Ready jobs: the most urgent first, and of those the oldest.</summary>
internal readonly struct ByPriority : IHeapOrder<Job>
{
    public static bool Before(Job first, Job second)
        => first.Priority < second.Priority || (first.Priority == second.Priority && first.Id < second.Id);

    /// <summary>The first of two, either of which may be missing.</summary>
    public static Job? MostUrgent(Job? first, Job? second)
        => first is null || (second is not null && Before(second, first)) ? second : first;

    public static ref int IndexOf(Job item) => ref item.HeapIndex;
}

/// <summary>Delayed and reserved jobs: whose time is over first.</summary>
internal readonly struct ByDeadline : IHeapOrder<Job>
{
    public static bool Before(Job first, Job second)
        => first.DeadlineAt < second.DeadlineAt || (first.DeadlineAt == second.DeadlineAt && first.Id < second.Id);

    public static ref int IndexOf(Job item) => ref item.HeapIndex;
}
