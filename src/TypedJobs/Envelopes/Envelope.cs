namespace TypedJobs.Envelopes;

/// <summary>What a worker needs of an event. Text and data are parts of the body it was read from, not copies.</summary>
internal readonly struct Envelope
{
    /// <summary>The whole event.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The job's name, in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Type { get; init; }

    /// <summary>The version of the record's shape: 1 where the event does not say.</summary>
    public required int Version { get; init; }

    /// <summary>The event's id; null where the event has none. Read when it is asked for, since few ask.</summary>
    public string? Id => EnvelopeReader.FindId(Body.Span);

    /// <summary>Whether it says of itself that it is an event: no bare payload does.</summary>
    public required bool HasSpecVersion { get; init; }

    /// <summary>How often the job was snoozed.</summary>
    public int SnoozeCount { get; init; }

    /// <summary>The job itself: one JSON value.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }
}
