using TypedJobs.Embedded.Queues;

namespace TypedJobs.Embedded.Stores;

/// <summary>A job as a store gives it back. Times are durations: the clocks of two brokers have nothing in common.</summary>
/// <param name="Id">Its id, which it keeps.</param>
/// <param name="Tube">The name of its tube.</param>
/// <param name="State">Ready, delayed or buried; one that was held is ready again.</param>
/// <param name="Body">The body with its line end, as <see cref="Job.Body"/>.</param>
internal sealed record StoredJob(ulong Id, byte[] Tube, JobState State, byte[] Body)
{
    public uint Priority { get; init; }

    public uint DelaySeconds { get; init; }

    public uint TimeToRunSeconds { get; init; } = 1;

    /// <summary>How long ago it was put.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>How much of a delay is left; nothing makes a delayed job ready at once.</summary>
    public TimeSpan DelayLeft { get; init; }

    public uint Reserves { get; init; }

    public uint Timeouts { get; init; }

    public uint Releases { get; init; }

    public uint Buries { get; init; }

    public uint Kicks { get; init; }
}
