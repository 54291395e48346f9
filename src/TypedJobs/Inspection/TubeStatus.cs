namespace TypedJobs.Inspection;

/// <summary>A tube, as its server counts.</summary>
public sealed record TubeStatus
{
    /// <summary>The tube, without the application's prefix.</summary>
    public required string Name { get; init; }

    /// <summary>Jobs that wait for a worker.</summary>
    public required long Ready { get; init; }

    /// <summary>Those of them that are urgent: with a priority below 1024.</summary>
    public required long Urgent { get; init; }

    /// <summary>Jobs that wait for their delay to pass.</summary>
    public required long Delayed { get; init; }

    /// <summary>Jobs that workers hold.</summary>
    public required long Reserved { get; init; }

    /// <summary>Jobs that are set aside.</summary>
    public required long Buried { get; init; }

    /// <summary>Jobs that were put since the tube came to be.</summary>
    public required long Total { get; init; }

    /// <summary>Connections that take jobs from the tube. A worker has one and more, as many as its slots at most.</summary>
    public required long Watching { get; init; }

    /// <summary>Connections that wait for a job right now.</summary>
    public required long Waiting { get; init; }

    /// <summary>Until a pause ends, in whole seconds; zero when the tube is not paused.</summary>
    public required TimeSpan PauseLeft { get; init; }

    /// <summary>Whether any worker, of whichever process, takes jobs from the tube.</summary>
    public bool HasWorker => Watching > 0;

    /// <summary>Whether no job can be taken for now.</summary>
    public required bool IsPaused { get; init; }
}
