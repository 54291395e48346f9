using System.Text.Json.Serialization.Metadata;

namespace TypedJobs;

/// <summary>What the compiler knows of a job: its name, tube and policy. Made by generated code.</summary>
public abstract class JobContract
{
    /// <summary>The priority of a job that declares none: 1024.</summary>
    public const uint DefaultPriority = 1024;

    /// <summary>The time-to-run of a job that declares none, in seconds: 60.</summary>
    public const int DefaultTimeToRunSeconds = 60;

    /// <summary>The version of a job that declares none: 1.</summary>
    public const int DefaultVersion = 1;

    /// <summary>How often a job that declares nothing else may fail before it is buried: 5.</summary>
    public const int DefaultMaxAttempts = 5;

    /// <summary>The longest wait after the first failure of a job that declares none, in seconds: 1.</summary>
    public const int DefaultBackoffSeconds = 1;

    /// <summary>The longest wait after any failure of a job that declares none, in seconds: 3600, an hour.</summary>
    public const int DefaultMaxBackoffSeconds = 3600;

    private protected JobContract()
    {
    }

    /// <summary>The record type.</summary>
    public abstract Type JobType { get; }

    /// <summary>The job's name on the wire.</summary>
    public required string Name { get; init; }

    /// <summary>The tube, with the version appended where there is one (<c>thumbnail.create/2</c>), without the application's prefix.</summary>
    public required string Tube { get; init; }

    /// <summary>The version of the record's shape.</summary>
    public int Version { get; init; } = DefaultVersion;

    /// <summary>The priority that the job is put with.</summary>
    public uint Priority { get; init; } = DefaultPriority;

    /// <summary>The delay that the job is put with.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The time-to-run that the job is put with.</summary>
    public TimeSpan TimeToRun { get; init; } = TimeSpan.FromSeconds(DefaultTimeToRunSeconds);

    /// <summary>How often the job may fail before it is buried.</summary>
    public int MaxAttempts { get; init; } = DefaultMaxAttempts;

    /// <summary>The longest wait after the first failure; it doubles with each further one.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(DefaultBackoffSeconds);

    /// <summary>The longest wait after any failure.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(DefaultMaxBackoffSeconds);

    /// <summary>How many jobs of this kind that come from its tube one worker handles at once; null if the worker's own concurrency is the only bound.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>What a body looks like.</summary>
    public JobFormat Format { get; init; }

    /// <summary>What all versions of a job are known by where they count together: the tube of the newest.</summary>
    internal virtual string Kind => Tube;

    /// <summary>Whether no other job may wait in its tube.</summary>
    internal bool NeedsOwnTube => MaxConcurrency is not null || Format == JobFormat.Bare;
}

/// <summary>A job's contract with its JSON.</summary>
/// <typeparam name="TJob">The record.</typeparam>
public sealed class JobContract<TJob> : JobContract
    where TJob : IJob<TJob>
{
    /// <inheritdoc/>
    public override Type JobType => typeof(TJob);

    /// <summary>How the record is written and read. Its options are those that TypedJobs owns, the same everywhere.</summary>
    public required JsonTypeInfo<TJob> JsonTypeInfo { get; init; }
}
