namespace TypedJobs.Inspection;

/// <summary>Where a job is in its life.</summary>
public enum InspectedJobState
{
    /// <summary>Waits for a worker.</summary>
    Ready,

    /// <summary>Waits for its delay to pass: it was enqueued with one, snoozed, or failed and is to be tried again.</summary>
    Delayed,

    /// <summary>A worker holds it.</summary>
#pragma warning disable CA1700 // The protocol's own word for it.
    Reserved,
#pragma warning restore CA1700

    /// <summary>Set aside until someone requeues or deletes it.</summary>
    Buried,
}
