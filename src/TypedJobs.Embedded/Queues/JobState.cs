namespace TypedJobs.Embedded.Queues;

/// <summary>Where a job is. A job whose body has not arrived yet is nowhere.</summary>
internal enum JobState : byte
{
    Arriving,
    Ready,
    Reserved,
    Delayed,
    Buried,
}
