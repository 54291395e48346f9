using System.Text.Json.Serialization.Metadata;

namespace TypedJobs;

/// <summary>What the compiler knows of an earlier version of a job. Made by generated code.</summary>
/// <typeparam name="TVersion">The record.</typeparam>
public sealed class JobVersionContract<TVersion>
    where TVersion : IJobVersion<TVersion>
{
    /// <summary>The job's name on the wire.</summary>
    public required string Name { get; init; }

    /// <summary>The version whose shape the record is.</summary>
    public required int Version { get; init; }

    /// <summary>The tube, without the version and the application's prefix; null if it is that of the newest version.</summary>
    public string? Tube { get; init; }

    /// <summary>What a body looks like; null if it is as that of the newest version.</summary>
    public JobFormat? Format { get; init; }

    /// <summary>How the record is read. Its options are those that TypedJobs owns, the same everywhere.</summary>
    public required JsonTypeInfo<TVersion> JsonTypeInfo { get; init; }
}
