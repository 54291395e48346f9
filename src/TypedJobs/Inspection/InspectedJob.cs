namespace TypedJobs.Inspection;

/// <summary>A job as it was when the broker was asked; a worker may take it at any time.</summary>
public sealed class InspectedJob
{
    /// <summary>The job's id.</summary>
    public required JobId Id { get; init; }

    /// <summary>The tube that it is in, without the application's prefix.</summary>
    public required string Tube { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required InspectedJobState State { get; init; }

    /// <summary>The job's name; null if its body does not tell.</summary>
    public required string? Name { get; init; }

    /// <summary>The version of the record's shape; null if its body does not tell.</summary>
    public required int? Version { get; init; }

    /// <summary>The event's id; null if its body does not tell.</summary>
    public required string? EventId { get; init; }

    /// <summary>
    /// The job itself, as its handler would be given it: the <see cref="JobAttribute">[Job]</see> record, upgraded if it was written in an earlier version.
    /// Null where the type is not known here or the body cannot be read; <see cref="PayloadProblem"/> says why.
    /// </summary>
    public required object? Payload { get; init; }

    /// <summary>Why there is no <see cref="Payload"/>; null if there is one.</summary>
    public required string? PayloadProblem { get; init; }

    /// <summary>The bytes that were put.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When the job was enqueued, by the producer's clock; null if the event's id does not tell.</summary>
    public required DateTimeOffset? EnqueuedAt { get; init; }

    /// <summary>How long ago it was put, in whole seconds.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>The delay that it was put or last released with, in whole seconds.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>Until a delayed job is ready, or the time-to-run of a held one is over, in whole seconds; zero otherwise.</summary>
    public required TimeSpan TimeLeft { get; init; }

    /// <summary>How long a worker may hold it.</summary>
    public required TimeSpan TimeToRun { get; init; }

    /// <summary>The priority; 0 is the most urgent.</summary>
    public required uint Priority { get; init; }

    /// <summary>How often it was delivered to a worker.</summary>
    public required long Deliveries { get; init; }

    /// <summary>How often it failed: a worker released it, or its time-to-run passed.</summary>
    public required long Failures { get; init; }

    /// <summary>How often it was buried.</summary>
    public required long Burials { get; init; }

    /// <summary>How often it was requeued after a burial, or called before its delay was over.</summary>
    public required long Kicks { get; init; }

    /// <summary>
    /// How long a ready job has waited for a worker. Known only of one that was never taken; null of all others, since the server does not keep when a job came back.
    /// </summary>
    public TimeSpan? ReadyFor => State == InspectedJobState.Ready && Deliveries == 0 && Kicks == 0 ? Age - Delay : null;

    /// <summary>Name, id and state; nothing of the payload, so that it can be logged.</summary>
    public override string ToString() => $"{Name ?? "a job without a name"} {Id} in {Tube} ({State})";
}
